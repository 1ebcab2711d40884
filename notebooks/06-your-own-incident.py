# %% [markdown]
# # 06 · Your own incident
#
# From an empty folder to a checked record and a page, with an incident of your own. You do not need to know RDF: you
# write down, report by report, who says what.
#
# We work in a folder of our own. (Here it is a temporary one; take any you like.)

# %%
import tempfile
from pathlib import Path

folder = Path(tempfile.mkdtemp())
sorted(folder.iterdir())

# %% [markdown]
# ## 1 · Who and where
# Two small files define every actor and every place, once. An *id* (`army`) is short and your choice; the *label* is what
# people read. `kind` says what sort of actor it is.

# %%
(folder / "actors.yaml").write_text(
    """\
actors:
  gazette: {kind: media-outlet, label: The Gazette}
  radio: {kind: media-outlet, label: State Radio}
  army: {kind: state-force, label: The Army}
  villagers: {kind: population, label: People of the village}
  farmer: {kind: person, label: A farmer}
""",
    encoding="utf-8",
)

(folder / "places.yaml").write_text(
    """\
places:
  country: {type: country, label: The country}
  village: {type: village, label: The village, within: country, lat: 36.9, lon: 41.1}
""",
    encoding="utf-8",
)

sorted(path.name for path in folder.iterdir())

# %% [markdown]
# ## 2 · What each report says
# A report is one article, post or statement. List the acts under `events:`, and under `claims:` what is said about them,
# by whom, in at most twelve of their own words. `said_by` is who says it; the paper that prints it is the `publisher`.
# Put a quote with a comma or a colon in quotation marks, in any script. Write a vague date as a month (`2024-05`) or a
# span (`2024-05-01/2024-05-10`).

# %%
(folder / "gazette-2024-05-03.yaml").write_text(
    """\
report: gazette-2024-05-03
publisher: gazette
published: 2024-05-03
title: Shots in the village
url: https://example.org/shots-in-the-village
events:
  shooting: {type: fire, incident: village-2024-05-02, when: 2024-05-02, place: village}
  killing: {type: kill, incident: village-2024-05-02, when: 2024-05-02, place: village}
claims:
  - {id: 1a, said_by: villagers, paragraph: 1, quote: soldiers opened fire on us, event: shooting, that: {actor: army, recipient: villagers}}
  - {id: 2a, said_by: villagers, paragraph: 2, quote: they shot a farmer, event: killing, that: {actor: army, victim: farmer}}
  - {id: 2b, said_by: villagers, paragraph: 2, quote: a farmer, about: farmer, that: {combatant_status: civilian}}
""",
    encoding="utf-8",
)

(folder / "radio-2024-05-03.yaml").write_text(
    """\
report: radio-2024-05-03
publisher: radio
published: 2024-05-03
title: Army statement on the village
events:
  shooting: {type: fire, incident: village-2024-05-02, when: 2024-05-02, place: village}
  killing: {type: kill, incident: village-2024-05-02, when: 2024-05-02, place: village}
claims:
  - {id: 1, said_by: army, paragraph: 1, quote: came under fire and returned it, event: shooting, that: {actor: villagers, recipient: army}}
  - {id: 2, said_by: army, paragraph: 2, quote: an armed man, about: farmer, that: {combatant_status: combatant}}
  - {id: 3, said_by: army, paragraph: 3, quote: "our men, we repeat, killed nobody", event: killing, denies: {actor: army}}
""",
    encoding="utf-8",
)

# %% [markdown]
# `that:` asserts; `denies:` says what is not so: here, that the army did the killing.
#
# ## 3 · A mistake gets a message
# Let us make one on purpose: a source that is not defined.

# %%
import standoff

report = (folder / "radio-2024-05-03.yaml").read_text(encoding="utf-8")
wrong = folder / "wrong.yaml"
wrong.write_text(report.replace("said_by: army", "said_by: amry"), encoding="utf-8")
try:
    standoff.open().read(wrong)
except standoff.InputError as error:
    for problem in error.problems:
        print(f"line {problem.line}: {problem.message}")
wrong.unlink()

# %% [markdown]
# ## 4 · The record, checked
# This reads everything in the folder. The check returns a sentence for each fault; an empty list is good news.

# %%
record = standoff.open()
record.read(folder)
record.check()

# %%
record

# %% [markdown]
# ## 5 · What is disputed
# The villagers and the army each say that the other fired, the army denies the killing, and they differ on who the dead
# man was. The record takes no side.

# %%
record.dossier("village-2024-05-02")

# %%
record.confront()

# %% [markdown]
# ## 6 · The page
# One file that opens anywhere, without a network. `draw` writes it to a file, and the notebook shows it here.

# %%
page = record.draw(folder / "network.html", title="Shots in the village")
sorted(path.name for path in folder.iterdir())

# %%
page

# %% [markdown]
# The same from a terminal, in the folder of the reports: `standoff check .`, then `standoff build .` for the record in
# `out/record` and the page `out/network.html`, then `standoff dossier village-2024-05-02`. The format, and how to code so
# that two coders get the same result: *Coding reports* in the handbook.
