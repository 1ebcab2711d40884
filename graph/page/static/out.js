// -------------------------------------------------------------------------------------------------------------- out

/** A file name from the page's title. */
const fileName = (ending) => `${(data.title.normalize('NFKD').replace(/[^\w]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 60) || 'network').toLowerCase()}.${ending}`;

const save = (blob, name) => {
  const link = el('a', { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};

/** Shows text in a dialog, and copies it if the browser allows that. */
const copyOut = (words, text) => {
  const box = el('textarea', { readonly: true, rows: 10, 'aria-label': words, dir: 'auto' });
  box.value = text;
  find('copied-words').textContent = words;
  find('copied-text').replaceChildren(box);
  find('copied').showModal();
  box.select();
  // The clipboard API needs a permission that a local file may not get; this older way needs none.
  find('copied-status').textContent = document.execCommand('copy') ? 'Copied.' : 'Press Ctrl+C to copy.';
};

/** The citation of a claim: who said what, where it can be read, and its id in the record. */
const citation = (said) => [
  `${said.said_by} ${said.stance}${said.quote ? `: “${said.quote}”` : `: ${said.about}: ${said.statements.map(([key, value]) => `${key} ${value}`).join('; ')}`}`,
  said.gloss ? ` (${said.gloss})` : '', '. In: ', [said.report.title, said.report.publisher, day(said.report.published),
    said.paragraph === null ? null : `paragraph ${said.paragraph}`, safeAddress(said.report.url)].filter(Boolean).join(', '),
  `. Claim ${said.claim}, record sha256:${known.hash.slice(0, 16)}.`].join('');

/** One row of CSV (RFC 4180); a cell that a spreadsheet would run as a formula is marked as text. */
const csvRow = (cells) => cells.map((cell) => {
  const text = String(cell ?? '').replace(/^([=+\-@\t\r])/, "'$1");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}).join(',');

/** The dyads of the view, all of them, with the columns of `standoff confront --format csv`. */
const csv = () => [
  csvRow(['who', 'whom', 'who_iri', 'whom_iri', 'directed', 'events', 'sources', 'groups', 'first', 'last', 'event_types', 'grade', 'reason', 'hedged', 'attempted']),
  ...scene.dyads.map((d) => csvRow([
    d.who && labelOf(d.who), d.whom && labelOf(d.whom), d.who, d.whom, d.directed, d.acts.map((act) => act.event).sort().join(' '),
    labelsOf(d.rows.map((row) => row.said_by)).join('; '), labelsOf(d.groups).join('; '), d.first, d.last,
    labelsOf(d.rows.map((row) => row.event_type)).join('; '), d.grade.name, d.grade.reason, d.hedged, d.attempted])),
].join('\r\n') + '\r\n';

/** An IRI as SPARQL writes it; null for text that is not an IRI. */
const iriRef = (iri) => (/^[^\s<>"{}|\\^`]+$/.test(iri) ? `<${iri}>` : null);
const iriList = (iris) => [...new Set(iris)].map(iriRef).filter(Boolean).join(', ');

/** The conditions of a view on an attribution and its claim, as SPARQL; `n` separates the variables of two views. */
const conditions = (view, n) => [
  ...(view.said_by.length ? [`  FILTER (?said_by IN (${iriList(view.said_by.flatMap(speakersFor))}))`] : []),
  ...(view.without.length ? [`  FILTER (?said_by NOT IN (${iriList(view.without.flatMap(speakersFor))}))`] : []),
  ...(view.side.length ? [`  FILTER (?said_by IN (${iriList([...known.group].filter(([, group]) => view.side.includes(group)).map(([who]) => who))}))`] : []),
  ...(view.incident.length ? [`  ?event st:incident ?incident${n} . FILTER (?incident${n} IN (${iriList(view.incident)}))`] : []),
  ...(view.place.length ? [`  ?at st:within* ?place${n} . FILTER (?place${n} IN (${iriList(view.place)}))`] : []),
  ...(view.event_type.length ? [`  ?type skos:broader* ?kind${n} . FILTER (?kind${n} IN (${iriList(view.event_type)}))`] : []),
  ...(view.since ? [`  FILTER (STR(?latest) >= "${view.since}")`] : []),
  ...(view.until ? [`  FILTER (STR(?earliest) <= "${view.until}")`] : []),
  ...(view.as_of ? [`  FILTER (STR(COALESCE(?said_on, ?published)) <= "${view.as_of}")`] : []),
];

/** The view's claims as a question to the record, which any SPARQL 1.1 store answers. */
const sparql = (view) => {
  const start = { ...EVERYTHING, ...data.opens };
  const counted = view.min_groups > 1 || view.min_grade;
  const claims = counted ? [...new Set(scene.dyads.flatMap((dyad) => dyad.acts.flatMap((act) => [...act.rows, ...act.supporting])).map((row) => row.claim))].sort() : [];
  return [
    `# Confrontations ${sentence(view)}`.replace(/\s+/g, ' '),
    ...(counted ? ['# SPARQL cannot count groups and grades: these are the claims that meet them, as computed by standoff.'] : []),
    ...(view.level === 'actor' ? [] : ['# Actors as the claims name them; standoff confront --level shows organisations or sides.']),
    `PREFIX st: <${ST}>`, 'PREFIX skos: <http://www.w3.org/2004/02/skos/core#>', 'PREFIX dcterms: <http://purl.org/dc/terms/>',
    'SELECT DISTINCT ?event ?who ?whom ?party ?said_by ?claim ?quote WHERE {',
    ...(counted ? [`  VALUES ?claim { ${claims.map(iriRef).filter(Boolean).join(' ')} }`] : []),
    '  ?said st:claim ?claim ; st:stance st:Asserts ; st:saidBy ?said_by ; st:document ?document .',
    '  ?claim st:about ?event . ?event a st:Event ; st:eventType ?own_type .',
    '  FILTER EXISTS { ?claim st:actor|st:recipient|st:victim|st:party ?end }',
    '  OPTIONAL { ?claim st:eventType ?stated_type } BIND (COALESCE(?stated_type, ?own_type) AS ?type) ?type st:isConfrontation true .',
    '  OPTIONAL { ?claim st:place ?stated_place } OPTIONAL { ?event st:place ?own_place } BIND (COALESCE(?stated_place, ?own_place) AS ?at)',
    '  OPTIONAL { ?claim st:when ?stated } OPTIONAL { ?claim st:earliest ?e1 } OPTIONAL { ?claim st:latest ?l1 }',
    '  OPTIONAL { ?event st:earliest ?e2 } OPTIONAL { ?event st:latest ?l2 }',
    '  BIND (IF(BOUND(?stated), ?e1, ?e2) AS ?earliest) BIND (IF(BOUND(?stated), ?l1, ?l2) AS ?latest)',
    '  OPTIONAL { ?said st:saidOn ?said_on } OPTIONAL { ?document dcterms:issued ?published }',
    '  OPTIONAL { ?claim st:actor ?who } OPTIONAL { ?claim st:recipient|st:victim ?whom } OPTIONAL { ?claim st:party ?party }',
    '  OPTIONAL { ?said st:quote ?quote }',
    ...(data.holds ? conditions(start, 1) : []), ...conditions(view, 2),
    '} ORDER BY ?event ?said_by'].join('\n');
};

/** The sources that speak for this one: itself, and people who work for it. */
const speakersFor = (source) => [source, ...[...known.speaksFor].filter(([who, speaksFor]) => who !== source && speaksFor.has(source)).map(([who]) => who)];

// ---- the picture as SVG: a canvas context that writes instead of painting

const xml = (text) => String(text).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').replace(/[<>&"']/g, (c) => `&#${c.charCodeAt(0)};`);
const num = (n) => Math.round(n * 100) / 100;

/** The part of CanvasRenderingContext2D that the drawing uses. */
class SvgContext {
  constructor(measure) {
    Object.assign(this, { out: [], stack: [], d: '', measure, own: { m: [1, 0, 0, 1, 0, 0], dash: [], fillStyle: '#000', strokeStyle: '#000',
      lineWidth: 1, globalAlpha: 1, font: '10px sans-serif', textAlign: 'start', textBaseline: 'alphabetic', lineCap: 'butt' } });
  }
  save() { this.stack.push({ ...this.own }); }
  restore() { this.own = this.stack.pop(); }
  by([a, b, c, d, e, f]) {
    const [A, B, C, D, E, F] = this.own.m;
    this.own.m = [A * a + C * b, B * a + D * b, A * c + C * d, B * c + D * d, A * e + C * f + E, B * e + D * f + F];
  }
  translate(x, y) { this.by([1, 0, 0, 1, x, y]); }
  scale(x, y) { this.by([x, 0, 0, y, 0, 0]); }
  rotate(t) { this.by([Math.cos(t), Math.sin(t), -Math.sin(t), Math.cos(t), 0, 0]); }
  setLineDash(dash) { this.own.dash = dash; }
  beginPath() { this.d = ''; }
  moveTo(x, y) { this.d += `M${num(x)} ${num(y)}`; }
  lineTo(x, y) { this.d += `L${num(x)} ${num(y)}`; }
  quadraticCurveTo(x, y, u, v) { this.d += `Q${num(x)} ${num(y)} ${num(u)} ${num(v)}`; }
  closePath() { this.d += 'Z'; }
  arc(x, y, r) { this.d += `M${num(x - r)} ${num(y)}a${num(r)} ${num(r)} 0 1 0 ${num(2 * r)} 0a${num(r)} ${num(r)} 0 1 0 ${num(-2 * r)} 0Z`; }
  rect(x, y, w, h) { this.d += `M${num(x)} ${num(y)}h${num(w)}v${num(h)}h${num(-w)}Z`; }
  roundRect(x, y, w, h) { this.rect(x, y, w, h); }
  fillRect(x, y, w, h) { this.beginPath(); this.rect(x, y, w, h); this.fill(); }
  measureText(text) { this.measure.font = this.own.font; return this.measure.measureText(text); }
  put(d, paint) {
    const m = this.own.m.map((n) => Math.round(n * 1e4) / 1e4).join(' ');
    this.out.push(`<path d="${d}" ${paint}${m === '1 0 0 1 0 0' ? '' : ` transform="matrix(${m})"`}${this.own.globalAlpha < 1 ? ` opacity="${num(this.own.globalAlpha)}"` : ''}/>`);
  }
  fill(path) { this.put(path?.d ?? this.d, `fill="${xml(this.own.fillStyle)}"`); }
  stroke(path) {
    const { strokeStyle, lineWidth, dash, lineCap } = this.own;
    this.put(path?.d ?? this.d, `fill="none" stroke="${xml(strokeStyle)}" stroke-width="${Math.round(lineWidth * 1e4) / 1e4}"${dash.length ? ` stroke-dasharray="${dash.map((n) => Math.round(n * 1e4) / 1e4).join(' ')}"` : ''}${lineCap === 'butt' ? '' : ` stroke-linecap="${lineCap}"`}`);
  }
  fillText(text, x, y) {
    const [, style, weight, size] = /^(italic )?(600 )?([\d.]+)px/.exec(this.own.font) || [null, '', '', 10];
    this.out.push(`<text x="${num(x)}" y="${num(y)}" text-anchor="middle" dominant-baseline="central" font-family="system-ui, sans-serif" font-size="${num(size)}"${weight ? ' font-weight="600"' : ''}${style ? ' font-style="italic"' : ''} fill="${xml(this.own.fillStyle)}" transform="matrix(${this.own.m.map(num).join(' ')})">${xml(text)}</text>`);
  }
}
for (const name of ['fillStyle', 'strokeStyle', 'lineWidth', 'globalAlpha', 'font', 'textAlign', 'textBaseline', 'lineCap']) {
  Object.defineProperty(SvgContext.prototype, name, { get() { return this.own[name]; }, set(value) { this.own[name] = value; } });
}

/** Paints the view into a context: lines, marks and names, as the window shows them. */
const paintAll = (ctx) => {
  if (isCrowd()) { crowd.whole(ctx); return; }
  const [at, lines] = [placesNow(), curves()];
  paintTies(ctx, lines, at);
  lines.forEach((item) => paintEdge(ctx, item));
  scene.nodes.forEach((node) => paintNode(ctx, node, at[node.id].x, at[node.id].y));
  labels.list.forEach((label) => paintLabel(ctx, label, 1 / network.getScale()));
};

const picture_ = () => {
  const [scale, centre] = [network.getScale(), network.getViewPosition()];
  return { scale, centre, w: frame.width, h: frame.height };
};

const svgText = () => {
  const { scale, centre, w, h } = picture_();
  const ctx = new SvgContext(document.createElement('canvas').getContext('2d'));
  ctx.translate(w / 2, h / 2);
  ctx.scale(scale, scale);
  ctx.translate(-centre.x, -centre.y);
  paintAll(ctx);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h + 40}" viewBox="0 0 ${w} ${h + 40}"><title>${xml(data.title)}</title><desc>${xml(find('sentence').textContent)}</desc>`
    + `<rect width="${w}" height="${h + 40}" fill="${xml(theme.paper)}"/>${ctx.out.join('\n')}`
    + `<text x="10" y="${h + 26}" font-family="system-ui, sans-serif" font-size="12" fill="${xml(theme.ink)}">${xml(paintable(`${data.title}. Confrontations ${sentence(now.view)}.`))}</text></svg>`;
};

const savePng = () => {
  const { scale, centre, w, h } = picture_();
  const canvas = Object.assign(document.createElement('canvas'), { width: 2 * w, height: 2 * (h + 40) });
  const ctx = canvas.getContext('2d');
  ctx.scale(2, 2);
  ctx.fillStyle = theme.paper;
  ctx.fillRect(0, 0, w, h + 40);
  ctx.fillStyle = theme.ink;
  ctx.font = `12px ${FONT}`;
  ctx.fillText(paintable(`${data.title}. Confrontations ${sentence(now.view)}.`), 10, h + 26);
  ctx.translate(w / 2, h / 2);
  ctx.scale(scale, scale);
  ctx.translate(-centre.x, -centre.y);
  paintAll(ctx);
  canvas.toBlob((blob) => save(blob, fileName('png')));
};

const startOut = () => {
  const out = (id, words, onclick) => el('button', { type: 'button', id, onclick }, words);
  find('out').append(
    out('out-png', 'PNG', savePng), out('out-svg', 'SVG', () => save(new Blob([svgText()], { type: 'image/svg+xml' }), fileName('svg'))),
    out('out-csv', 'CSV of the lines', () => save(new Blob([`\ufeff${csv()}`], { type: 'text/csv' }), fileName('csv'))),
    out('out-sparql', 'As SPARQL', () => copyOut('This view as SPARQL', sparql(now.view))),
    out('out-link', 'Link to this view', () => copyOut('The address of this view', location.href)));
  find('out-link').hidden = location.protocol === 'about:';
  find('out').hidden = false;
  find('copied-close').addEventListener('click', () => find('copied').close());
};

