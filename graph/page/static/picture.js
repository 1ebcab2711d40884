// ---------------------------------------------------------------------------------------------------------- picture
// An image of any part of the page, as it can be printed: what it shows in a sentence, what the marks in it mean, who
// speaks, and which record it is of. The network is painted, every other part is laid out as the page has it.

/** Lines of a text no wider than this. */
const wrapped = (ctx, text, width) => wrap(paintable(text), (words) => ctx.measureText(words).width, width, 40);

/** The sentences below a picture: what it shows, who speaks, and of which record and day it is. */
const captionOf = () => {
  const heard = sources().filter((source) => now.says.some((row) => row.said_by === source));
  const incident = incidentOf(now.view);
  const reports = [...new Set(now.says.filter((row) => row.event).map((row) => row.document))];
  return [
    `${incident ? `${labelOf(incident)}. ` : ''}${data.title}. Confrontations ${sentence(now.view)}.${data.holds ? ` The file contains only what is ${data.holds}.` : ''}`,
    `Sources: ${heard.map(labelOf).join(', ')}.`,
    `${count(reports.length, 'report')}, the latest of ${day(extreme(reports.map((document_) => known.documents.get(document_)?.published), 1) ?? '') || 'no stated day'}. Record sha256:${known.hash.slice(0, 16)}. Drawn by standoff.`,
  ];
};

/** The legend's items that are in the view: [svg sample, words]. */
const legendItems = () => [...find('legend').querySelectorAll('li')].map((item) => [item.querySelector('svg'), item.lastElementChild.textContent.trim()]);

const CAPTION = { size: 13, line: 18, pad: 14 };

/** The rows of a legend and a caption below a picture of this width: drawn by `paint(ctx, y)`, which returns the height. */
const footer = (measure, width) => {
  measure.font = `${CAPTION.size}px ${FONT}`;
  const room_ = width - 2 * CAPTION.pad;
  const items = now.tab === 'network' ? legendItems() : [];
  let [x, row] = [0, 0];
  const places = items.map(([sample, words]) => {
    const lines = wrapped(measure, words, room_ - 52);
    const w = (sample ? 52 : 0) + measure.measureText(lines[0]).width + 18;
    if (x + w > room_ && x) { x = 0; row += 1; }
    const place = { sample, lines, x: CAPTION.pad + x, row };
    x += w;
    if (lines.length > 1) { x = room_; row += lines.length - 1; }
    return place;
  });
  const rows = items.length ? row + 1 : 0;
  const lines = captionOf().flatMap((text) => wrapped(measure, text, room_));
  return { places, lines, rows, height: rows * 22 + lines.length * CAPTION.line + 2 * CAPTION.pad };
};

/** A sample of the legend as SVG text, with the colours that the page gives it. */
const sampleText = (sample) => {
  const copy = sample.cloneNode(true);
  const [own, theirs] = [[...copy.querySelectorAll('*')], [...sample.querySelectorAll('*')]];
  own.forEach((element, i) => {
    const style = getComputedStyle(theirs[i]);
    ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'vector-effect', 'font-size', 'font-weight', 'font-family', 'text-anchor'].forEach((name) => element.setAttribute(name, style.getPropertyValue(name)));
    element.removeAttribute('class');
  });
  return copy.innerHTML;
};

const footerSvg = (width, top) => {
  const { places, lines, rows, height } = footer(document.createElement('canvas').getContext('2d'), width);
  const words = (text, x, y, extra = '') => `<text x="${num(x)}" y="${num(y)}" font-family="system-ui, sans-serif" font-size="${CAPTION.size}" fill="${xml(theme.ink)}"${extra}>${xml(paintable(text))}</text>`;
  const samples_ = places.map(({ sample, lines: texts, x, row }) => {
    const y = top + CAPTION.pad + row * 22;
    const view = sample ? sample.getAttribute('viewBox').split(' ').map(Number) : null;
    return (sample ? `<g transform="translate(${num(x - view[0])} ${num(y - view[1])})">${sampleText(sample)}</g>` : '') + texts.map((text, i) => words(text, x + (sample ? 50 : 0), y + 13 + i * 22)).join('');
  });
  const text = lines.map((line_, i) => words(line_, CAPTION.pad, top + CAPTION.pad + rows * 22 + (i + 1) * CAPTION.line - 4));
  return { text: [...samples_, ...text].join('\n'), height };
};

/** The network with its footer, as SVG. */
const networkSvg = () => {
  const { scale, centre, w, h } = picture_();
  const ctx = new SvgContext(document.createElement('canvas').getContext('2d'));
  ctx.translate(w / 2, h / 2);
  ctx.scale(scale, scale);
  ctx.translate(-centre.x, -centre.y);
  paintAll(ctx);
  const foot = footerSvg(w, h);
  return svgDocument(w, h + foot.height, `${ctx.out.join('\n')}${foot.text}`);
};

const svgDocument = (w, h, inner) => `<svg xmlns="http://www.w3.org/2000/svg" width="${num(w)}" height="${num(h)}" viewBox="0 0 ${num(w)} ${num(h)}"><title>${xml(data.title)}</title><desc>${xml(captionOf().join(' '))}</desc>`
  + `<rect width="${num(w)}" height="${num(h)}" fill="${xml(theme.paper)}"/>${inner}</svg>`;

/** Any other part of the page, laid out as it stands there, with its footer. */
const partSvg = () => {
  const part_ = find(`part-${now.tab}`);
  const copy = part_.cloneNode(true);
  copy.querySelectorAll('select, button.toggle, .zoom, input').forEach((element) => element.remove());
  // A copy of a canvas is empty: it becomes a picture of the one that is shown.
  const painted = [...part_.querySelectorAll('canvas')];
  copy.querySelectorAll('canvas').forEach((canvas, i) => canvas.replaceWith(el('img', { src: painted[i].toDataURL(), alt: canvas.getAttribute('aria-label'), width: painted[i].clientWidth, height: painted[i].clientHeight })));
  copy.removeAttribute('hidden');
  copy.setAttribute('class', 'part text in-picture');
  const [w, h] = [part_.clientWidth, part_.scrollHeight];
  const foot = footerSvg(w, h);
  // The picture has the window's width no more: what its media queries say now is written out.
  const rules = (list_) => [...list_].flatMap((rule) => (rule.media ? (matchMedia(rule.conditionText).matches ? rules(rule.cssRules) : []) : [rule.cssText]));
  const colours = [...document.styleSheets].flatMap((sheet) => rules(sheet.cssRules)).join('\n');
  // The style is never part of the page itself, whose policy would refuse it.
  const box = el('div', {}, el('style', {}, colours), copy);
  box.style.colorScheme = dark.matches ? 'dark' : 'light';
  const body = new XMLSerializer().serializeToString(box);
  return svgDocument(w, h + foot.height, `<foreignObject width="${num(w)}" height="${num(h)}">${body}</foreignObject>${foot.text}`);
};

const svgText = () => (now.tab === 'network' ? networkSvg() : partSvg());

/** The picture as PNG, twice as fine as the window. */
const savePng = () => {
  const text = svgText();
  const [w, h] = /width="([\d.]+)" height="([\d.]+)"/.exec(text).slice(1).map(Number);
  const image = new Image();
  image.addEventListener('load', () => {
    // A canvas has at most so many pixels a side.
    const finer = Math.min(2, 16000 / h);
    const canvas = Object.assign(document.createElement('canvas'), { width: finer * w, height: finer * h });
    canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => save(blob, fileName('png')));
  });
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
};
