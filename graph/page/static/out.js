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

/** The acts of each dyad by kind: a row of `standoff confront` stands for a pair and a kind of act. */
const rowsOf = (dyad) => {
  const found = new Map();
  dyad.acts.forEach((act) => put(found, act.kind, act));
  return [...found].map(([kind, acts]) => ({ kind, ...dyadOf(dyad, acts) }));
};
const saidIn = (acts, ...relations) => labelsOf(acts.flatMap((act) => relations.flatMap((relation) => (act.weighed.words[relation] || []).map((word) => word.telling.said_by))));

/** The rows of the view, all of them: one for each pair and kind of act, with the count of each grade. */
const csv = () => [
  csvRow(['who', 'whom', 'who_iri', 'whom_iri', 'directed', 'how', 'how_iri', 'acts', 'sources', 'in_part', 'denied_by', 'no_answer', 'groups', 'grade', 'grades',
    'events', 'claims', 'first', 'last', 'hedged', 'attempted', 'denied_in_part_by']),
  ...scene.dyads.flatMap((d) => rowsOf(d).map((row) => {
    const sizes = new Set(row.acts.map((act) => act.groups.size));
    return csvRow([d.who && labelOf(d.who), d.whom && labelOf(d.whom), d.who, d.whom, d.directed, row.kind && labelOf(row.kind), row.kind, row.acts.length,
      labelsOf(row.rows.map((telling) => telling.said_by)).join('; '), saidIn(row.acts, 'in part').join('; '), saidIn(row.acts, 'denies').join('; '),
      saidIn(row.acts, 'no answer').join('; '), sizes.size === 1 ? [...sizes][0] : '', row.grades.length === 1 ? row.grades[0][0] : '',
      row.grades.map(([grade, n]) => `${grade} ${n}`).join('; '), [...new Set(row.acts.map((act) => act.event))].sort().join(' '),
      [...new Set(row.rows.map((telling) => telling.claim))].sort().join(' '), row.first, row.last, row.hedged, row.attempted, saidIn(row.acts, 'denies in part').join('; ')]);
  })),
].join('\r\n') + '\r\n';

/** An IRI as SPARQL writes it; null for text that is not an IRI. */
const iriRef = (iri) => (/^[^\s<>"{}|\\^`]+$/.test(iri) ? `<${iri}>` : null);
const iriList = (iris) => [...new Set(iris)].map(iriRef).filter(Boolean).join(', ');

/** The conditions of a view on who says something, and when, as SPARQL. */
const conditions = (view) => [
  ...(view.said_by.length ? [`  FILTER (?said_by IN (${iriList(view.said_by.flatMap(speakersFor))}))`] : []),
  ...(view.without.length ? [`  FILTER (?said_by NOT IN (${iriList(view.without.flatMap(speakersFor))}))`] : []),
  ...(view.side.length ? [`  FILTER (?said_by IN (${iriList([...known.group].filter(([, group]) => view.side.includes(group)).map(([who]) => who))}))`] : []),
  ...(view.as_of ? [`  FILTER (STR(COALESCE(?said_on, ?published)) <= "${view.as_of}")`] : []),
];
/** How many attributions a question may name before it asks for all of its acts instead. */
const MOST_NAMED = 5000;

/** The view's claims as a question to the record, which any SPARQL 1.1 store answers. */
const sparql = (view) => {
  const said = [...new Set(scene.dyads.flatMap((dyad) => dyad.rows).map((row) => row.said))].sort();
  const all = said.length > MOST_NAMED;
  return [
    `# Confrontations ${sentence(view)}`.replace(/\s+/g, ' '),
    all ? '# SPARQL cannot weigh what is told: this asks for every claim of who did what to whom in the voices of this view.'
      : '# SPARQL cannot weigh what is told: these are the attributions that the lines of this view count.',
    ...(view.level === 'actor' ? [] : ['# Actors as the claims name them; standoff confront --level shows organisations or sides.']),
    `PREFIX st: <${ST}>`, 'PREFIX dcterms: <http://purl.org/dc/terms/>',
    'SELECT DISTINCT ?event ?who ?whom ?party ?said_by ?claim ?quote WHERE {',
    ...(all ? [] : [`  VALUES ?said { ${said.map(iriRef).filter(Boolean).join(' ')} }`]),
    '  ?said st:claim ?claim ; st:stance st:Asserts ; st:saidBy ?said_by ; st:document ?document .',
    '  ?claim st:about ?event . ?event a st:Event .',
    '  OPTIONAL { ?said st:saidOn ?said_on } OPTIONAL { ?document dcterms:issued ?published }',
    '  OPTIONAL { ?claim st:actor ?who } OPTIONAL { ?claim st:recipient|st:victim ?whom } OPTIONAL { ?claim st:party ?party }',
    '  OPTIONAL { ?said st:quote ?quote }',
    ...(all ? ['  FILTER (BOUND(?who) || BOUND(?whom) || BOUND(?party))', ...(data.holds ? conditions(drawn) : []), ...conditions(view)] : []),
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
    /** @type {any} */
    this.own = null;
    /** @type {string[]} */
    this.out = [];
    /** @type {any[]} */
    this.stack = [];
    this.measure = measure;
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
  const [at, lines] = [placesNow(), curves()];
  if (isFolded()) paintFolded(ctx, lines);
  else {
    paintGhosts(ctx, at);
    paintTies(ctx, lines, at);
    lines.forEach((item) => paintEdge(ctx, item));
    scene.nodes.forEach((node) => paintNode(ctx, node, at[node.id].x, at[node.id].y));
  }
  labels.list.forEach((label) => paintLabel(ctx, label, 1 / network.getScale()));
};

const picture_ = () => {
  const [scale, centre] = [network.getScale(), network.getViewPosition()];
  return { scale, centre, w: frame.width, h: frame.height };
};

/** How to cite what the page shows: the incident or title, the choices, and the record. */
const citationOfView = () => `${incidentOf(now.view) ? labelOf(incidentOf(now.view)) : data.title}: confrontations ${sentence(now.view)}. `
  + `${count(known.documents.size, 'report')}, record sha256:${known.hash}.${location.protocol.startsWith('http') ? ` ${location.href}` : ''}`;

const startOut = () => {
  const out = (id, words, onclick) => el('button', { type: 'button', id, onclick }, words);
  const menu = el('div', { class: 'menu', role: 'group', 'aria-label': 'Save or copy this view' });
  find('out').append(menu);
  menu.append(
    out('out-png', 'Save image', savePng), out('out-svg', 'Image as SVG', () => save(new Blob([svgText()], { type: 'image/svg+xml' }), fileName('svg'))),
    out('out-csv', 'Lines as CSV', () => save(new Blob([`\ufeff${csv()}`], { type: 'text/csv' }), fileName('csv'))),
    out('out-print', 'Print', () => print()),
    out('out-link', 'Copy link', () => copyOut('Link to this view', location.href)),
    out('out-embed', 'Embed', () => copyOut('To show this part in another page', `<iframe src="${location.href.replace(/"/g, '%22')}&embed=1" width="800" height="600" sandbox="allow-scripts allow-popups" title="${xml(data.title)}"></iframe>`)),
    out('out-cite', 'Cite this view', () => copyOut('Citation of this view', citationOfView())),
    out('out-sparql', 'Query as SPARQL', () => copyOut('This view as SPARQL', sparql(now.view))));
  ['out-link', 'out-embed'].forEach((id) => { find(id).hidden = location.protocol === 'about:'; });
  find('out').hidden = false;
  document.addEventListener('click', (event) => { if (!find('out').contains(event.target) && !find('copied').contains(event.target)) find('out').open = false; });
  find('copied-close').addEventListener('click', () => find('copied').close());
};
