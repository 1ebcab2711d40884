// ------------------------------------------------------------------------------------------------- evidence, pure

/**
* Groups of attributions that contradict one another: [[said id, …], …], in the order given.
 * Rivals of the given attributions are added; attributions of the same claim are one group without a dispute.
 */
const rivalGroups = (ids, attribution) => {
  const exists = (id) => attribution(id) !== null;
  const all = [...new Set([...ids, ...ids.flatMap((id) => attribution(id)?.rivals || [])])].filter(exists);
  const place = new Map(all.map((id, i) => [id, i]));
  const root = new Map(all.map((id) => [id, id]));
  const find = (id) => { let at = id; while (root.get(at) !== at) at = root.get(at); return at; };
  const first = new Map();
  for (const id of all) {
    const { claim, rivals = [] } = attribution(id);
    for (const other of [first.get(claim) || id, ...rivals.filter((rival) => root.has(rival))]) {
      const [a, b] = [find(id), find(other)].sort((x, y) => place.get(x) - place.get(y));
      root.set(b, a);
    }
    if (!first.has(claim)) first.set(claim, id);
  }
  const groups = new Map();
  all.forEach((id) => put(groups, find(id), id));
  return [...groups.values()];
};

/** The same ids in lists of one claim each. */
const byClaim = (ids, attribution) => {
  const claims = new Map();
  ids.forEach((id) => put(claims, attribution(id).claim, id));
  return [...claims.values()];
};

// ------------------------------------------------------------------------------------------------------- the page

/** What the page shows now; `show` in controls.js replaces it when the view changes. */
let scene = null;
/** A scene of these nodes and edges; `attribution(id)` gives what one attribution says, or null. */
const sceneOf = ({ nodes, edges, onlooking, attribution, folded = 0, dyads = [] }) => ({
  nodes, edges, onlooking, attribution, folded, dyads,
  nodeById: new Map(nodes.map((node) => [node.id, node])), edgeById: new Map(edges.map((edge) => [edge.id, edge])),
});
const nodeLabel = (id) => (scene.nodeById.get(id) || { label: id }).label;
const find = (id) => document.getElementById(id);
const state = { selected: null, hovered: null, opener: null };

/** "A → B", "A – B". */
const edgeName = (edge) => [bdi(nodeLabel(edge.from)), edge.directed ? ' → ' : ' – ', bdi(nodeLabel(edge.to))];

const nodeMark = (node) => {
  const { shape, size } = kindOf(node);
  const side = sideNumber(data.sides, node.side);
  const classes = [side === null ? '' : `side-${side}`, node.onlooker ? 'onlooker' : '', node.kind === 'unnamed' ? 'unnamed' : ''];
  return mark(shape, classes.join(' '), node.kind === 'unnamed' ? 7 : size * 0.6);
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

/** How many attributions and list rows are shown at first; the rest are counted, and shown on request. */
const [AT_ONCE, LISTED] = [60, 300];

const list = (items) => el('ul', { class: 'list' }, items);

/** The first of many, and a button for the next, which adds them to the same place. */
const inParts = (box, items, make, from = 0) => {
  box.append(...items.slice(from, from + LISTED).map(make));
  const left = items.length - from - LISTED;
  if (left <= 0) return box;
  const more = el('button', { type: 'button', class: 'inline' }, `Show ${Math.min(LISTED, left)} more of ${items.length}`);
  const row = box.tagName === 'TBODY' ? el('tr', {}, el('td', { colspan: 3 }, more)) : el('li', {}, more);
  more.addEventListener('click', () => {
    const last = row.previousElementSibling;
    row.remove();
    inParts(box, items, make, from + LISTED);
    last.nextElementSibling.querySelector('button').focus();
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
  el('h3', { id: 'lines-title' }, `Who confronts whom (${scene.edges.length}${scene.folded ? ` of ${scene.edges.length + scene.folded}` : ''})`),
  scene.edges.length
    ? el('table', { class: 'lines', 'aria-labelledby': 'lines-title' },
      el('thead', {}, el('tr', {}, ['Line', 'Acts by grade', 'Groups'].map((text) => el('th', { scope: 'col' }, text)))),
      inParts(el('tbody', {}), scene.edges, edgeRow))
    : el('p', { class: 'small' }, 'Nothing in this view. Widen it, or show everything.'),
  el('h3', {}, `Actors (${namedNodes().length})`), namedNodes().length ? inParts(list([]), namedNodes(), nodeButton) : '');

/** The actors of the scene; an end that nobody names is none. */
const namedNodes = () => scene.nodes.filter((node) => node.kind !== 'unnamed');

// ---- evidence

const statement = ([key, value, grade, groups]) => el('li', {},
  el('span', { class: 'key' }, bdi(key), ': '), bdi(value), ' ',
  grade ? [tag(grade, grade.replace(' ', '-')), el('span', { class: 'small' }, groups ? ` ${count(groups, 'group')}` : '')] : null);

const report = (said) => {
  const address = safeAddress(said.report.url);
  const title = bdi(said.report.title);
  return [address ? el('a', { href: address, rel: 'noopener noreferrer', target: '_blank' }, title) : title,
    ...[said.report.publisher && bdi(said.report.publisher), day(said.report.published),
      said.paragraph === null ? null : `paragraph ${said.paragraph}`]
      .filter(Boolean).flatMap((item) => [', ', item])];
};

const attributionCard = (said) => {
  const stance = STANCES[said.stance] || { words: said.stance, name: '' };
  return el('article', { class: `said ${stance.name}` },
    el('p', {}, el('strong', {}, bdi(said.said_by)), ' ', el('span', { class: 'stance' }, stance.words), ' ',
      said.hedged ? tag('hedged', 'quiet') : null, said.opinion ? [' ', tag('an opinion', 'quiet')] : null),
    el('p', { class: 'small' }, `side: `, bdi(sideLabel(data.sides, said.side)),
      said.group && ![said.said_by, sideLabel(data.sides, said.side)].includes(said.group) ? [' · counts with: ', bdi(said.group)] : null),
    said.quote ? el('blockquote', { dir: 'auto', lang: said.lang }, said.quote) : null,
    said.gloss ? el('p', { class: 'gloss', dir: 'auto' }, `In English: ${said.gloss}`) : null,
    el('p', { class: 'small' }, 'In ', report(said)),
    el('p', { class: 'small' }, joined([
      el('button', { type: 'button', class: 'inline', onclick: () => copyOut('Citation', citation(said)) }, 'Cite'),
      said.said_on ? `said on ${day(said.said_on)}` : null,
      said.relayed_by?.length ? ['relayed by ', joined(said.relayed_by.map(bdi))] : null,
      said.bases?.length ? ['basis: ', joined(said.bases.map(bdi))] : null,
    ].filter(Boolean), ' · ').flat()));
};

const claimPart = (ids) => {
  const attributions = ids.map(scene.attribution);
  return el('section', { class: 'claim' },
    el('h4', {}, bdi(attributions[0].about)), el('ul', { class: 'statements' }, attributions[0].statements.map(statement)),
    attributions[0].whole ? el('p', { class: 'small' }, 'Who did what to whom, as told here: ', gradeWords(attributions[0].whole)) : null,
    el('div', { class: 'side-by-side' }, attributions.map(attributionCard)));
};

const rivalGroupPart = (ids) => {
  const rivals = ids.some((id) => (scene.attribution(id).rivals || []).length);
  return el('section', { class: `telling${rivals ? ' rivals' : ''}` },
    rivals ? el('p', { class: 'rival-note' }, '✓✗ Denied, or not true together: side by side') : null,
    el('div', { class: 'side-by-side' }, byClaim(ids, scene.attribution).map(claimPart)));
};

const evidenceList = (ids) => [
  el('h3', {}, ids.length ? `Evidence (${count(ids.length, 'attribution')})` : 'No claims in this view'),
  ...rivalGroups(ids.slice(0, AT_ONCE), scene.attribution).map(rivalGroupPart),
  ids.length > AT_ONCE ? el('p', { class: 'small' }, `${ids.length - AT_ONCE} more are not shown. Narrow the view to see them.`) : ''];

const button = (id, ...words) => el('button', { type: 'button', class: 'inline', onclick: () => select(id) }, words);

// ---- one version of an act: who says so, and who does not

/** A grade with what it was counted from: "fair, 3 independent groups, of its own side". */
const gradeWords = (one) => [tag(one.grade, one.grade.replace(' ', '-')), ' ',
  one.groups.size ? count(one.groups.size, 'independent group') : 'nobody in this view asserts it', one.own ? [', ', el('b', {}, one.own)] : null];

/** The version that a telling asserts of an act; none for a denial. */
const ownVersion = (act, telling) => act.versions.find((version) => version.words.some((word) => word.relation === 'asserts' && word.telling === telling));

/** What a source itself tells where it differs from a version: other ends, a closer or a broader kind. */
const inOwnWords = (version, telling) => {
  const own = ownVersion(version.act, telling);
  if (!own || own === version) return null;
  const those = ({ doers, targets, parties }) => [doers, targets, parties].map((ends) => ends.join(' '));
  const [[doers, targets, parties], mine] = [those(version), those(own)];
  let ends = endsWords(own);
  if (doers === mine[0] && targets === mine[1] && parties === mine[2]) ends = null;
  else if (doers && doers === mine[0]) ends = mine[1] ? `→ ${own.targets.map(labelOf).join(' and ')}` : 'upon whom not named';
  else if (targets && targets === mine[1]) ends = mine[0] ? `${own.doers.map(labelOf).join(' and ')} →` : 'by whom not named';
  return [ends, kindWords(own) === kindWords(version) ? null : kindWords(own)].filter(Boolean).join(': ');
};

/** The sources of these words, each once: reportedly, if all it says is hedged, and in its own words where they differ. */
const speakersOf = (subject, words = []) => {
  const bySource = new Map();
  words.forEach(({ telling }) => put(bySource, telling.said_by, telling));
  const sorted = [...bySource].sort(by(([source]) => labelOf(source)));
  return joined(sorted.map(([source, tellings]) => {
    const own = subject.act ? [...new Set(tellings.map((telling) => inOwnWords(subject, telling)).filter(Boolean))] : [];
    return [tellings.every((telling) => telling.hedged) ? 'reportedly ' : null, bdi(labelOf(source)), own.length ? [' (', bdi(own.join('; ')), ')'] : null];
  }), '; ').flat(Infinity);
};

/** Of these versions those to name: with ends if any has, and of what is told more and less closely the broader. */
const broadest = (versions) => {
  const some = versions.filter(({ doers, targets, parties }) => doers.length + targets.length + parties.length);
  const all = some.length ? some : versions;
  return all.filter((one) => !all.some((other) => other !== one && pair(one, other).narrower && !pair(other, one).narrower));
};

/** Who says what of a version, and what it cannot be true together with. */
const wordFacts = (one) => {
  const { subject, words, rivals, asserted } = one;
  return facts([
    ['Say so', speakersOf(subject, asserted)],
    ['In part', speakersOf(subject, words['in part'])],
    ['Denied by', speakersOf(subject, words.denies)],
    ['Account rejected, a part of it told, by', speakersOf(subject, words['denies in part'])],
    ['Left open by', speakersOf(subject, words['leaves open'])],
    ['No answer', speakersOf(subject, words['no answer'])],
    ['Cannot be true with', joined(broadest(rivals).map((rival) => {
      const theirs = words.rival.filter((word) => word.other === rival);
      return [bdi(sentenceOf(rival)), ' (', joined([...new Set(theirs.map((word) => labelOf(word.telling.said_by)))].sort().map(bdi)), ')'];
    }), '; ').flat(Infinity)],
  ]);
};

/** One version of an act: what is told, how well it stands, who says what of it. */
const versionPart = (one, { heading = 'h4', note = null, also = [] } = {}) => el('section', { class: `version ${one.grade}` },
  el(heading, {}, bdi(sentenceOf(one.subject))),
  el('p', {}, gradeWords(one), el('span', { class: 'small' }, one.subject.sentence ? [' · ', bdi(kindWords(one.subject))] : null, note ? [' · ', note] : null)),
  wordFacts(one),
  also.length ? el('p', { class: 'small' }, 'Also told as: ', joined(also.map((other) => [bdi(kindWords(other.subject)), ' (', speakersOf(other.subject, other.words.asserts), ')']), '; ').flat(Infinity)) : null);

const actPart = (act) => el('div', {}, versionPart(act.weighed, {
  also: act.shown.also,
  note: act.inDispute && !isDisputed(act.weighed) ? 'another telling of the same act is in dispute' : null,
}), act.unmet.map((telling) => el('p', { class: 'unmet' }, unmetWords(telling), quoted(telling))), el('p', { class: 'small' }, 'Act: ', button(act.event, bdi(labelOf(act.event))), period(...daysOf(act.rows)) ? ` (${period(...daysOf(act.rows))})` : null));

/** The first and the last possible day of what is told here. */
const daysOf = (rows) => [extreme(rows.map((row) => row.earliest), -1), extreme(rows.map((row) => row.latest), 1)];

const edgeEvidence = (edge) => [
  el('p', {}, gradeTags(edge.grades), ' ', edge.acts.length > 1 ? `of ${edge.acts.length} acts; each is graded for itself` : null),
  facts([
    ['This line', edge.by ? ['as ', bdi(labelOf(edge.by)), ' tells it'] : null],
    ['When', period(edge.first, edge.last)],
    ['Direction', edge.directed ? null : 'no claim says who acted upon whom'],
    ['Caution', [edge.hedged ? `every claim ${edge.by ? 'of this source ' : ''}is hedged` : null, edge.attempted ? 'only attempted, not done' : null]
      .filter(Boolean).join('; ')],
    ['Left open', joined(edge.leaving_open.map(bdi), '; ')],
    ['Actors', joined([...new Set([edge.from, edge.to])].filter((id) => scene.nodeById.get(id)?.kind !== 'unnamed').map((id) => button(id, bdi(nodeLabel(id)))))],
    ['Onlookers', joined(scene.onlooking.filter((look) => look.edges.includes(edge.id)).map((look) => look.who)
      .filter((who, i, all) => all.indexOf(who) === i).map((who) => button(who, bdi(nodeLabel(who)))))],
  ]),
  el('h3', {}, edge.acts.length > 1 ? `Acts (${edge.acts.length})` : 'The act'),
  inParts(el('ul', { class: 'acts' }), edge.acts, (act) => el('li', {}, actPart(act))),
  ...evidenceList(edge.evidence)];

const nodeEvidence = (node) => {
  const looks = scene.onlooking.filter((look) => look.who === node.id);
  const lines = scene.edges.filter((edge) => edge.from === node.id || edge.to === node.id);
  return [
    facts([
      ['Kind', kindOf(node).words],
      ['Side', node.kind === 'unnamed' ? '' : [bdi(sideLabel(data.sides, node.side))]],
      ['Also called', joined((node.aliases || []).map(bdi))],
      ['Looks on', joined(looks.map((look) => bdi(look.event)), '; ')],
    ]),
    ...(lines.length ? [el('h3', {}, 'Lines'), list(lines.map(edgeButton))] : []),
    ...evidenceList([...new Set([...nodeSaid(node, lines), ...looks.flatMap((look) => look.evidence)])])];
};

/** Opens the evidence of the node or edge with this id; false where there is none. */
const select = (id) => {
  const [edge, node] = [scene.edgeById.get(id), scene.nodeById.get(id)];
  const event = !edge && !node ? eventFacts(id) : null;
  if (!edge && !node && !event) return false;
  if (state.selected === null) state.opener = document.activeElement;
  state.selected = id;
  writeState();
  const heading = el('h2', { tabindex: '-1' }, edge ? edgeName(edge) : node ? [nodeMark(node), ' ', bdi(node.label)] : bdi(labelOf(id)));
  find('evidence').replaceChildren(
    el('div', { class: 'bar' }, el('button', { type: 'button', class: 'back', onclick: close }, '← All lines and actors'),
      el('span', { class: 'small' }, 'Esc closes')),
    heading, ...(edge ? edgeEvidence(edge) : node ? nodeEvidence(node) : event));
  find('evidence').hidden = false;
  find('index').hidden = true;
  find('panel').scrollTop = 0;
  heading.focus({ preventScroll: true });
  if (narrow.matches) find('panel').scrollIntoView();
  network.redraw();
  return true;
};

/** Back to the lists; the keyboard focus returns to where it was. */
const close = () => {
  if (state.selected === null) return;
  state.selected = null;
  writeState();
  find('evidence').hidden = true;
  find('evidence').replaceChildren();
  find('index').hidden = false;
  if (state.opener?.isConnected) state.opener.focus();
  network.redraw();
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

const legendItem = (sample, words) => el('li', {}, sample, el('span', {}, words));

const showLegend = () => {
  const present = Object.keys(KINDS).filter((kind) => scene.nodes.some((node) => (Object.hasOwn(KINDS, node.kind) ? node.kind : 'actor') === kind));
  const noSide = scene.nodes.some((node) => node.side === null && node.kind !== 'unnamed');
  find('legend').replaceChildren(
    el('summary', {}, 'What the marks mean'),
    el('ul', { 'aria-label': 'Lines' },
      legendItem(lineSample(line('thin', 34), svg('path', { d: 'M32 3L42 8L32 13Z', class: 'head' })), 'acts upon'),
      legendItem(lineSample(line('thin')), 'no direction stated'),
      legendItem(lineSample(line('thin'), ...dotSamples()), 'a dot for each independent group that says so, in the colour and letters of its side; white without one'),
      legendItem(lineSample(line('casing'), line('core red'), ticks()), '✓✗ red core: an act of it is contested'),
      legendItem(lineSample(line('red dotted')), '✗ only denied'),
      legendItem(lineSample(line('casing'), line('core')), 'hollow: only hedged or attempted'),
      legendItem(lineSample(line('grey')), 'grey: who or what is left open'),
      legendItem(lineSample(line('tie')), 'looks on'),
      scene.edges.some((edge) => edge.grades.some(([grade]) => grade === 'confirmed'))
        ? legendItem(el('span', { 'aria-hidden': 'true' }, '✓✓'), 'before a kind of act: confirmed, the side of whoever acted says so too') : null),
    el('ul', { 'aria-label': 'Kinds of actors' },
      present.map((kind) => legendItem(mark(KINDS[kind].shape, kind === 'unnamed' ? 'unnamed' : 'hollow', KINDS[kind].size * 0.6), KINDS[kind].words)),
      scene.nodes.some((node) => node.onlooker) ? legendItem(mark('square', 'onlooker', 8), 'only looks on') : null),
    el('ul', { 'aria-label': 'Sides' },
      data.sides.map((side) => legendItem(lettered(mark('circle', `side-${side.colour}`, 8), side), bdi(side.label))),
      noSide ? legendItem(mark('circle', '', 8), 'no side stated') : null));
};

// ------------------------------------------------------------------------- evidence from the table, in the view

/** The attributions of a node: those about it or naming it; for a side or an end without a name, those of its lines. */
const nodeSaid = (node, lines) => [...new Set([
  ...now.says.filter((row) => row.about === node.id || row.value === node.id).map((row) => row.said),
  ...(node.kind === 'unnamed' || node.kind === 'side' ? lines.flatMap((edge) => edge.evidence) : []),
])];

/** The facts and evidence of an event; null if the view says nothing about it. */
const eventFacts = (id) => {
  const says = now.says.filter((row) => row.about === id && row.event);
  if (!says.length) return null;
  const lines = scene.edges.filter((edge) => edge.events.some((event) => event.id === id));
  const [incident, place] = [says[0].incident, says[0].place];
  const [, versions] = weighedActs(now.view).find(([act]) => act.event === id) || [null, []];
  const shown = headAndAnswers(versions);
  return [
    facts([
      ['Incident', incident ? bdi(labelOf(incident)) : ''],
      ['Place', place ? bdi(labelOf(place)) : ''],
      ['When', period(...daysOf(says)) || 'no date stated'],
    ]),
    ...(shown.length ? [el('h3', {}, 'As reported'), ...shown.map((one) => versionPart(one.weighed, { also: one.also }))] : []),
    ...(lines.length ? [el('h3', {}, 'Lines'), list(lines.map(edgeButton))] : []),
    ...evidenceList([...new Set(says.map((row) => row.said))])];
};

const STANCE_NAMES = { [ASSERTS]: 'asserts', [DENIES]: 'denies', [LEAVES_OPEN]: 'leaves open', [NO_ANSWER]: 'no answer', [WITHDRAWS]: 'withdraws' };
/** A number's property, by its bound: testimony has each number as one value. */
const numberOf = (prop) => prop.replace(/(?:Low|High)$/, 'Best');

/** Every word of each telling, with its version or statement. */
const wordsOf = () => {
  if (!now.wordsOf) {
    now.wordsOf = new Map();
    [...known.acts.flatMap((act) => act.versions), ...known.statements]
      .forEach((subject) => subject.words.forEach((word) => put(now.wordsOf, word.telling, { ...word, subject })));
  }
  return now.wordsOf;
};

/** A function from an attribution to what it says, with grades in the voices of a view; computed when first asked for. */
const attributionsOf = (says, view) => {
  const [ofSaid, memo, weights, counts] = [new Map(), new Map(), new Map(), voices(view)];
  says.forEach((row) => put(ofSaid, row.said, row));
  const weigh = (subject) => {
    if (!weights.has(subject)) weights.set(subject, weighed(subject, counts));
    return weights.get(subject);
  };
  /** The attributions that deny what this one asserts, that assert what it denies, or that assert a rival of it. */
  const against = (words, said) => new Set(words.flatMap(({ subject, relation }) => {
    const one = weigh(subject);
    if (relation === 'denies') return one.asserted;
    // Who denies in part stands against those who tell the account, and not against his own word.
    if (relation === 'denies in part') return (one.words.asserts || []);
    if (relation !== 'asserts') return [];
    return [...(one.words.denies || []), ...(one.words['denies in part'] || []), ...one.rivals.flatMap((rival) => weigh(rival).words.asserts || [])];
  }).map((word) => word.telling.said).filter((other) => other !== said));
  const make = (said) => {
    const rows = [...ofSaid.get(said)].sort(by((row) => propRank_(row.property), (row) => String(row.value)));
    const row = rows[0];
    const words = wordsOf().get(row.telling) || [];
    const stated = (one) => {
      const same = words.filter(({ subject, relation }) => subject.prop === numberOf(one.property) && relation !== 'narrower' && relation !== 'rival');
      const found = same.find(({ subject }) => subject.value === one.value) || (one.property === numberOf(one.property) && !/(Best)$/.test(one.property) ? null : same[0]);
      const grade = found ? weigh(found.subject) : null;
      return [...inWords(one.property, one.value), grade?.grade, grade?.groups.size];
    };
    const whole = words.find(({ subject, relation }) => subject.act && relation === 'asserts');
    return {
      about: labelOf(row.about), statements: rows.map(stated), whole: whole ? weigh(whole.subject) : null, stance: STANCE_NAMES[row.stance],
      said_by: labelOf(row.said_by), group: labelOf(row.group), side: row.group.includes('/id/side/') ? row.group : null,
      relayed_by: (known.relayed.get(said) || []).map(labelOf).sort(), report: known.documents.get(row.document)
        || { title: labelOf(row.document) },
      said_on: row.said_on, paragraph: row.paragraph, quote: row.quote, lang: row.language, gloss: row.gloss,
      hedged: Boolean(row.hedged), opinion: Boolean(row.opinion), bases: (known.bases.get(said) || []).map(labelOf).sort(),
      claim: row.claim, rivals: [...against(words, said)].sort(),
    };
  };
  return (said) => {
    if (!ofSaid.has(said)) return null;
    if (!memo.has(said)) memo.set(said, make(said));
    return memo.get(said);
  };
};

