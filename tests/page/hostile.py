"""A report in which every text tries to run code, break out of its place or reverse the page's direction."""

from __future__ import annotations

from typing import Any

import yaml

#: Strings that would run code, break out, restyle or reverse the page if they were treated as anything but text.
HOSTILE = [
    "<script>window.ran=1</script>",
    "</script><script>window.ran=2</script>",
    "<!--<script>window.ran=3</script>-->",
    "<img src=x onerror=window.ran=4>",
    "<svg onload=window.ran=5>",
    "<svg><script>window.ran=6</script></svg>",
    "<iframe srcdoc='<script>parent.ran=7</script>'></iframe>",
    "<a href='javascript:window.ran=8'>click</a>",
    "<body onload=window.ran=9>",
    "<details open ontoggle=window.ran=10>",
    "<input autofocus onfocus=window.ran=11>",
    '" onmouseover="window.ran=12" x="',
    "' onclick='window.ran=13",
    "javascript:window.ran=14",
    "&lt;script&gt;window.ran=15&lt;/script&gt;",
    "&#60;img src=x onerror=window.ran=16&#62;",
    "<style>body{display:none}</style>",
    "<link rel=stylesheet href=https://example.org/x.css>",
    "<meta http-equiv=refresh content='0;url=https://example.org/'>",
    "<base href=https://example.org/>",
    "{{7*7}}",
    "{% for x in range(9) %}x{% endfor %}",
    "${window.ran=17}",
    "`;window.ran=18;`",
    "\\u003cscript\\u003ewindow.ran=19\\u003c/script\\u003e",
    "]]><script>window.ran=20</script>",
    "\u202egnp.exe\u202c reversed \u2066isolated",
    "line\u2028separator\u2029paragraph",
    "__proto__",
    "constructor",
    "<template><script>window.ran=21</script></template>",
    "<math><mtext><img src=x onerror=window.ran=22></mtext></math>",
    "href=https://example.org/ <a href=https://example.org/>",
    "<object data=javascript:window.ran=23>",
    "<embed src=javascript:window.ran=24>",
    "<form action=javascript:window.ran=25><button>go</button></form>",
    "<video src=x onerror=window.ran=26></video>",
    "<audio src=x onerror=window.ran=27>",
    "<marquee onstart=window.ran=28>",
    "<img src='x' onerror='window.ran=29'//",
    "<scr<script>ipt>window.ran=30</scr</script>ipt>",
    "<ScRiPt>window.ran=31</sCrIpT>",
    "<script src=data:text/javascript,window.ran=32></script>",
    "<!DOCTYPE html><html><body onload=window.ran=33>",
    "</style><script>window.ran=34</script>",
    "</title><script>window.ran=35</script>",
    "</textarea><script>window.ran=36</script>",
    "</svg><script>window.ran=37</script>",
    "<noscript><p title='</noscript><img src=x onerror=window.ran=38>'>",
    "<xmp><script>window.ran=39</script></xmp>",
    "data:text/html,<script>window.ran=40</script>",
    "{{constructor.constructor('window.ran=41')()}}",
    "<%= window.ran=42 %>",
    "#{window.ran=43}",
    "=HYPERLINK('https://example.org')",
    "+cmd|' /C calc'!A0",
]


def hostile_report() -> str:
    """A report as YAML, with each of ``HOSTILE`` as label and alias of an actor, event, place, side and incident, as
    quote and gloss.
    """
    number = range(len(HOSTILE))
    label = [{"label": text} for text in HOSTILE]
    report: dict[str, Any] = {
        "report": "hostile",
        "publisher": "paper",
        "published": "2020-02-13",
        "coder": "paper",
        "title": " ¶ ".join(HOSTILE[:20]),
        "url": "https://example.org/?javascript:window.ran=50",
        "sides": {f"side{i}": label[i] for i in number},
        "actors": {"paper": {"kind": "media-outlet"}}
        | {f"a{i}": {**label[i], "aliases": {"en": [HOSTILE[i - 1]]}, "that": {"side": f"side{i}"}} for i in number},
        "places": {f"p{i}": {**label[i], "lat": 30 + i / 9, "lon": 40 + i / 9, "precision_km": 5} for i in number},
        "incidents": {f"i{i}": {**label[i], "place": f"p{i}"} for i in number},
        "events": {
            f"e{i}": {**label[i], "type": "clash", "incident": f"i{i}", "place": f"p{i}", "when": "2020-02-12"}
            for i in number
        },
        "claims": [
            {
                "id": f"c{i}",
                "said_by": f"a{i - 1 if i else number[-1]}",
                "quote": HOSTILE[i][:100],
                "gloss": HOSTILE[i],
                "paragraph": i,
                "event": f"e{i}",
                "that": {"actor": f"a{i}", "recipient": f"a{(i + 1) % len(HOSTILE)}"},
            }
            for i in number
        ],
    }
    return str(yaml.safe_dump(report, allow_unicode=True))
