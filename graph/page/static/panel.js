// ------------------------------------------------------------------------------------------------- the panel's lists

/** What the page shows now; `show` in controls.js replaces it when the view changes. */
let scene = null;
/** A scene of these nodes and edges; `attribution(id)` gives what one attribution says, or null. */
const sceneOf = ({ nodes, edges, onlooking, attribution, dyads = [] }) => ({
  nodes, edges, onlooking, attribution, dyads,
  nodeById: new Map(nodes.map((node) => [node.id, node])), edgeById: new Map(edges.map((edge) => [edge.id, edge])),
});
const nodeLabel = (id) => (scene.nodeById.get(id) || { label: id }).label;
/** An element of the page's frame by its id; it is there, of whatever kind. @returns {any} */
const find = (id) => document.getElementById(id);
const state = { selected: null, hovered: null, opener: null, lit: new Set() };

/** "A → B", "A – B". */
const edgeName = (edge) => [bdi(nodeLabel(edge.from)), edge.directed ? ' → ' : ' – ', bdi(nodeLabel(edge.to))];

/** How large the mark of a kind is in lists and the legend. */
const sampleSize = (kind) => (kind === 'unnamed' ? 4 : kindOf({ kind }).size * 0.6);
const nodeMark = (node) => {
  const { shape } = kindOf(node);
  const side = sideNumber(data.sides, node.side);
  const classes = [side === null ? '' : `side-${side}`, node.onlooker ? 'onlooker' : '', node.kind === 'unnamed' ? 'unnamed' : ''];
  return mark(shape, classes.join(' '), sampleSize(node.kind));
};

const listButton = (id, icon, ...words) => el('li', {},
  el('button', { type: 'button', 'data-id': id, onclick: () => select(id) }, icon, el('span', {}, words)));

/** The count of each grade, in dispute first; a single act's grade alone. */
const gradeTags = (grades) => {
  const all = grades.reduce((sum, [, n]) => sum + n, 0);
  return joined(grades.map(([grade, n]) => tag(all > 1 ? `${grade} ${n}` : grade, grade.replace(' ', '-'))), ' ');
};
/** The kinds of act of a line, what is in dispute first. */
const kindsOf = (edge) => [...new Set(edge.kinds.map(({ words }) => words))].join(', ');
/** "3 independent groups"; of several acts, those of the one with most. */
const groupWords = (edge) => `${edge.acts.length > 1 ? 'at most ' : ''}${count(edge.groups.length, 'independent group')}`;

const edgeButton = (edge) => listButton(edge.id, null, edgeName(edge),
  el('span', { class: 'small' }, gradeTags(edge.grades), ' ', bdi(kindsOf(edge)), ` · ${groupWords(edge)}`));

const nodeButton = (node) => listButton(node.id, nodeMark(node), bdi(node.label),
  el('span', { class: 'small' }, `${kindOf(node).words} · `, bdi(sideLabel(data.sides, node.side)), node.onlooker ? ' · looks on' : null));

/** How many list rows are shown at first; the rest are counted, and shown on request. */
const LISTED = 300;

const list = (items) => el('ul', { class: 'list' }, items);

/** The first of many, and a button for the next, which adds them to the same place. */
const inParts = (box, items, make, from = 0, size = LISTED) => {
  box.append(...items.slice(from, from + size).map(make));
  const left = items.length - from - size;
  if (left <= 0) return box;
  const more = el('button', { type: 'button', class: 'inline' }, `Show ${Math.min(size, left)} more of ${items.length}`);
  const row = box.tagName === 'TBODY' ? el('tr', {}, el('td', { colspan: 3 }, more)) : el(box.tagName === 'DIV' ? 'p' : 'li', {}, more);
  more.addEventListener('click', () => {
    const last = row.previousElementSibling;
    row.remove();
    inParts(box, items, make, from + size, size);
    last.nextElementSibling?.querySelector('button, summary')?.focus();
  });
  box.append(row);
  return box;
};

const edgeRow = (edge) => el('tr', {},
  el('th', { scope: 'row' }, el('button', { type: 'button', 'data-id': edge.id, onclick: () => select(edge.id) }, edgeName(edge)),
    el('span', { class: 'small' }, bdi(kindsOf(edge)))),
  el('td', {}, gradeTags(edge.grades)), el('td', { class: 'number' }, String(edge.groups.length)));

/** Everything drawn, as a table and a list: for the keyboard, and for readers who cannot see the drawing. */
const showIndex = () => find('lists').replaceChildren(
  el('h2', {}, 'Choose a line or an actor'),
  el('p', { class: 'small' }, 'Open any of them to see the claims behind it: who said what, in which report, and in which words.'),
  ...(isFolded() ? groupsList() : []),
  el('h3', { id: 'lines-title' }, `Who confronts whom (${scene.edges.length})`),
  scene.edges.length
    ? el('table', { class: 'lines', 'aria-labelledby': 'lines-title' },
      el('thead', {}, el('tr', {}, ['Line', 'Acts by grade', 'Groups'].map((text) => el('th', { scope: 'col' }, text)))),
      inParts(el('tbody', {}), scene.edges, edgeRow))
    : el('p', { class: 'small' }, 'Nothing in this view. Widen it, or show everything.'),
  el('h3', {}, `Actors (${namedNodes().length})`), namedNodes().length ? inParts(list([]), namedNodes(), nodeButton) : '');

/** The actors among these nodes, of the scene if none are given; an end that nobody names is none. */
const namedNodes = (nodes = scene.nodes) => nodes.filter((node) => node.kind !== 'unnamed');

/** Opens the evidence of the line, actor, act or question with this id; false where there is none. */
const select = (id) => {
  const [edge, node] = [scene.edgeById.get(id), scene.nodeById.get(id)];
  const bundle = scene.bundleById?.get(id);
  const group = groupById(id);
  const drawn_ = edge || node || bundle || group;
  const event = !drawn_ ? eventEvidence(id) : null;
  const question = !drawn_ && !event ? questionEvidence(id) : null;
  if (!drawn_ && !event && !question) return false;
  // Who is within a group is seen once it is open.
  if (node && groupOf(id) && !isOpen(standsFor(id)) && stage.hulls[standsFor(id)]) openFold(standsFor(id));
  if (state.selected === null) state.opener = document.activeElement;
  state.selected = id;
  writeState(true);
  const heading = el('h2', { tabindex: '-1' }, edge ? edgeName(edge) : node ? [nodeMark(node), ' ', bdi(node.label)] : bundle ? bundleName(bundle) : bdi(group ? group.label : question ? question.title : labelOf(id)));
  find('evidence').replaceChildren(
    el('div', { class: 'bar' }, el('button', { type: 'button', class: 'back', onclick: close }, '← All lines and actors'),
      el('span', { class: 'small' }, 'Esc closes')),
    heading, ...(edge ? edgeEvidence(edge) : node ? nodeEvidence(node) : bundle ? bundleEvidence(bundle) : group ? groupEvidence(group) : event || question.parts));
  find('evidence').hidden = false;
  find('index').hidden = !narrow.matches;
  openSheet();
  heading.focus({ preventScroll: true });
  redraw();
  return true;
};

/** Shows what was opened: on a narrow window a sheet over the page's foot. The lists keep their place, so nothing moves. */
const openSheet = () => {
  const [panel, sheet] = [find('panel'), find('evidence')];
  [panel.scrollTop, sheet.scrollTop] = [0, 0];
  if (!panel.classList.contains('open')) {
    panel.classList.add('open');
    sheet.classList.add('fresh');
    // The tap that opened it ends with a click, which must not land on what has just come under the finger.
    setTimeout(() => sheet.classList.remove('fresh'), 400);
  }
};

/** Closes what is open, without a word in the address. */
const shut = () => {
  if (state.selected === null) return false;
  state.selected = null;
  find('evidence').hidden = true;
  find('evidence').replaceChildren();
  find('index').hidden = false;
  find('panel').classList.remove('open');
  return true;
};

/** Back to the lists; the keyboard focus returns to where it was. */
const close = () => {
  if (!shut()) return;
  writeState(true);
  if (state.opener?.isConnected) state.opener.focus();
  redraw();
};

// --------------------------------------------------------------------------------------------------------- legend

const lineSample = (...marks) => {
  const box = svg('svg', { width: 44, height: 16, viewBox: '0 0 44 16', 'aria-hidden': 'true' });
  box.append(...marks);
  return box;
};
const line = (classes, end = 42) => svg('path', { d: `M2 8H${end}`, class: `line ${classes}` });
const ticks = () => svg('path', { d: [8, 15, 22, 29, 36].map((x) => `M${x - 2.5} 13L${x + 2.5} 3`).join(''), class: 'tick' });

/** Two dots: one of a side, where the record has sides, and one of a group without a side. */
const dotSamples = () => [[15, data.sides[0]], [27, null]].map(([x, side]) => svg('circle', { cx: x, cy: 8, r: 4.5, class: `dot ${side ? `side-${side.colour}` : ''}` }));

/** A line between groups, this wide. */
const wideSample = (w) => svg('rect', { x: 2, y: 8 - w / 2, width: 40, height: w, class: 'bundle' });
/** The mark of a group. */
const discSample = (r) => {
  const box = svg('svg', { width: 44, height: 28, viewBox: '0 0 44 28', 'aria-hidden': 'true' });
  box.append(svg('circle', { cx: 22, cy: 14, r, class: 'disc' }), svg('circle', { cx: 22, cy: 14, r: r - 3, class: 'disc inner' }));
  return box;
};
const legendItem = (sample, words) => el('li', {}, sample, el('span', {}, words));

/** What lines look like, those of them that are in the view: the picture that is saved has the same. */
const lineMarks = () => {
  const has = (test) => scene.edges.some(test);
  return [
    [has((edge) => edge.directed), () => lineSample(line('thin', 34), svg('path', { d: 'M32 3L42 8L32 13Z', class: 'head' })), 'acts upon'],
    [has((edge) => !edge.directed), () => lineSample(line('thin')), 'no direction stated'],
    [isFolded(), () => lineSample(wideSample(1 + scene.gathered.wide)), `all lines between two marks; this wide: ${amountWords(scene.gathered?.widest ?? 0)}`],
    [!isFolded() && has((edge) => edge.groups.length > 0), () => lineSample(line('thin'), ...dotSamples()), 'a dot for each independent group that says so, in the colour and letters of its side (who only describes what a side shows counts with it); white: of no side'],
    [isFolded() && scene.gathered.bundles.some((edge) => edge.disputed), () => lineSample(wideSample(8), svg('path', { d: 'M2 8H42', class: 'line red' }), ticks()), 'red in it: the share of its acts that is contested'],
    [has((edge) => edge.contested), () => lineSample(line('casing'), line('core red'), ticks()), '✓✗ red core: an act of it is contested'],
    [has((edge) => edge.denied), () => lineSample(line('red dotted')), '✗ only denied'],
    [has((edge) => edge.hedged || edge.attempted), () => lineSample(line('casing'), line('core')), 'hollow: only hedged or attempted'],
    [has((edge) => edge.left_open), () => lineSample(line('grey')), 'grey: who or what is left open'],
    [scene.onlooking.length > 0, () => lineSample(line('tie')), 'looks on'],
  ].filter(([is]) => is).map(([, sample, words]) => ({ sample, words }));
};

const showLegend = () => {
  const present = Object.keys(KINDS).filter((kind) => (scene.gathered?.marks || scene.nodes).filter((node) => !node.members).some((node) => (Object.hasOwn(KINDS, node.kind) ? node.kind : 'actor') === kind));
  const noSide = scene.nodes.some((node) => node.side === null && node.kind !== 'unnamed');
  find('legend').replaceChildren(
    el('summary', {}, 'What the marks mean'),
    el('ul', { 'aria-label': 'Lines' },
      lineMarks().map(({ sample, words }) => legendItem(sample(), words)),
      scene.edges.some((edge) => edge.grades.some(([grade]) => grade === 'confirmed'))
        ? legendItem(el('span', { 'aria-hidden': 'true' }, '✓✓'), 'before a kind of act: confirmed, the side of whoever acted says so too') : null),
    isFolded() ? el('ul', { 'aria-label': 'Groups and sizes' }, legendItem(discSample(13), `a group, with the number of its actors; a tap opens it. Marks are as large as their ${now.size} are many, the largest ${amountWords(scene.gathered.most)}`)) : '',
    el('ul', { 'aria-label': 'Kinds of actors' },
      present.map((kind) => legendItem(mark(KINDS[kind].shape, kind === 'unnamed' ? 'unnamed' : 'hollow', sampleSize(kind)), KINDS[kind].words)),
      scene.nodes.some((node) => node.onlooker) ? legendItem(mark('square', 'onlooker', 8), 'only looks on') : null),
    el('ul', { 'aria-label': 'Sides' },
      data.sides.filter((side) => scene.nodes.some((node) => node.side === side.id) || scene.edges.some((edge) => edge.acts.some((act) => act.groups.has(side.id)))).map((side) => legendItem(lettered(mark('circle', `side-${side.colour}`, 8), side), bdi(side.label))),
      noSide ? legendItem(mark('circle', '', 8), 'no side stated') : null));
};

