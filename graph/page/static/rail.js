// ------------------------------------------------------------------------------------------- the sources, and what is chosen
// Always in sight on a wide window: who speaks, side by side with whom, and how much each of them carries.

/** Who says anything; a coder who only judges who is on whose side speaks of nothing. */
const sources = () => { now.sources ??= [...new Set(known.tellings.filter((row) => !(row.said_by === row.coder && !(row.event || row.quote || row.paragraph !== null))).map((row) => row.said_by))].sort(by(labelOf)); return now.sources; };

const groupMark = (source) => {
  const side = sideOfId(data.sides, known.group.get(source));
  return side ? lettered(mark('circle', `side-${side.colour}`, 8), side) : mark('circle', '', 7);
};

/** The groups with which a source counts, itself aside; one without a name counts with whoever it spoke to, report by report. */
const countsWith = (source) => {
  now.groups ??= known.tellings.reduce((found, row) => found.set(row.said_by, (found.get(row.said_by) || new Set()).add(row.group)), new Map());
  return [...(now.groups.get(source) || [])].filter((group) => group !== source).sort(by(labelOf));
};

/** What a source carries in this view: the lines that count its word. */
const linesOf = (source) => {
  if (!scene.bySource) {
    scene.bySource = new Map();
    scene.edges.forEach((edge) => new Set(edge.dyad.rows.map((row) => row.said_by)).forEach((one) => put(scene.bySource, one, edge)));
  }
  return scene.bySource.get(source) || [];
};

/** Whether a view would show any line at all. */
const showsAny = (view) => gradedAtLeast(dyadsOf(view), view.min_grade).length > 0;

/** Sets what a source is in the view: '' included, 'said_by' only these, 'without' left out. */
const hear = (source, how) => {
  const rest = (key) => now.view[key].filter((iri) => iri !== source);
  change({ said_by: rest('said_by'), without: rest('without'), ...(how ? { [how]: [...rest(how), source] } : {}) });
  /** @type {HTMLElement} */ (document.querySelector(`#rail [data-source="${CSS.escape(source)}"][data-how="${how || now.lastHow}"]`))?.focus();
};
const howHeard = (source) => (now.view.said_by.includes(source) ? 'said_by' : now.view.without.includes(source) ? 'without' : '');

const hearButton = (source, how, words) => {
  const on = howHeard(source) === how;
  return el('button', { type: 'button', class: 'toggle', 'data-source': source, 'data-how': how, 'aria-pressed': String(on), 'aria-label': `${words} ${labelOf(source)}`,
    onclick: () => { now.lastHow = how; hear(source, on ? '' : how); } }, words);
};

const sourceItem = (source, lines, claims) => {
  const row = el('li', { class: howHeard(source) === 'without' ? 'left-out' : '' }, el('span', { class: 'who' }, bdi(labelOf(source))),
    el('span', { class: 'small' }, claims ? (lines.length ? count(lines.length, 'line') : count(claims, 'claim')) : 'not in this view'),
    el('span', { class: 'toggles' }, hearButton(source, 'said_by', 'only'), hearButton(source, 'without', 'without')));
  const shine = (ids) => light(ids);
  row.addEventListener('pointerenter', (event) => { if (event.pointerType !== 'touch') shine(lines.map((edge) => edge.id)); });
  row.addEventListener('pointerleave', () => shine([]));
  row.addEventListener('focusin', () => shine(lines.map((edge) => edge.id)));
  row.addEventListener('focusout', () => shine([]));
  return row;
};

/** How many words of each source the file has, whatever the view: by it the sources stand, so that no choice moves them. */
const carried = () => {
  if (!now.carried) {
    const of = new Map();
    known.tellings.forEach((telling) => put(of, telling.said_by, telling.said));
    now.carried = new Map([...of].map(([source, said]) => [source, new Set(said).size]));
  }
  return now.carried;
};

/** The sources under their sides; those of no side after them. The most words first. */
const showRail = () => {
  const claims = new Map();
  new Set(now.says.filter((row) => !isJudgement(row)).map((row) => row.telling)).forEach((telling) => claims.set(telling.said_by, (claims.get(telling.said_by) || 0) + 1));
  const groups = new Map();
  sources().forEach((source) => {
    const group = known.group.get(source);
    put(groups, group?.includes('/id/side/') ? group : '', source);
  });
  const words = carried();
  const weight = (those) => those.reduce((sum, source) => sum + (words.get(source) || 0), 0);
  const part = ([side, those]) => el('section', {}, el('h2', {}, side ? groupMark(those[0]) : mark('circle', '', 7), side ? bdi(labelOf(side)) : 'No side stated',
    el('span', { class: 'small' }, ` ${those.length}`)),
  inParts(el('ul', {}), [...those].sort(by((source) => -(words.get(source) || 0), labelOf)), (source) => sourceItem(source, linesOf(source), claims.get(source) || 0)));
  const heard = sources().filter((source) => claims.has(source)).length;
  find('sources-words').textContent = heard === sources().length ? `Sources (${heard})` : `Sources (${heard} of ${sources().length})`;
  find('rail-list').replaceChildren(...[...groups].sort(by(([side]) => side === '', ([, those]) => -weight(those), ([side]) => labelOf(side))).map(part));
};

// ---- chips: every choice that is on, each with a button that takes it back

const chipsOf = (view) => [
  ...[['incident', 'Incident'], ['place', 'At or within'], ['event_type', 'Kind'], ['side', 'Only the side'], ['said_by', 'Only'], ['without', 'Without']]
    .flatMap(([key, words]) => view[key].map((iri) => [`${words}: ${labelOf(iri)}`, { [key]: view[key].filter((other) => other !== iri) }])),
  ...(view.between.length === 2 ? [[`Between ${view.between.map(labelOf).join(' and ')}`, { between: [] }]] : []),
  ...(view.since ? [[`From ${day(view.since)}`, { since: null }]] : []),
  ...(view.until ? [[`Until ${day(view.until)}`, { until: null }]] : []),
  ...(view.as_of ? [[`Said by ${day(view.as_of)}`, { as_of: null }]] : []),
  ...(view.min_groups > 1 ? [[`${view.min_groups} or more groups`, { min_groups: 1 }]] : []),
  ...(view.min_grade ? [[`Graded ${view.min_grade} or better`, { min_grade: null }]] : []),
  ...(view.level !== 'actor' ? [[`Each actor as its ${view.level}`, { level: 'actor' }]] : []),
  ...(view.per === 'source' ? [['One line for each source', { per: 'dyad' }]] : []),
];

const showChips = () => {
  const chips = chipsOf(now.view);
  const chip = ([words, rest]) => el('li', {}, el('button', { type: 'button', class: 'chip', 'aria-label': `Remove: ${words}`,
    onclick: () => { change(rest); (document.querySelector('#chips .chip') || find('tab-network')).focus(); } }, bdi(words), el('span', { 'aria-hidden': 'true' }, ' ×')));
  find('chips').replaceChildren(...chips.map(chip));
  find('chips').hidden = !chips.length;
};

// ---- what a link asks for and the file does not have

const ASKED = { said_by: 'only what this source says', without: 'everything without this source', side: 'only sources of this side', incident: 'only this incident',
  place: 'only this place', event_type: 'only this kind of act', between: 'only acts between two actors, one of them this' };

const showMissing = () => {
  const { missing } = now;
  find('missing').hidden = !missing.length;
  find('missing').replaceChildren(...(missing.length ? [
    el('p', {}, el('b', {}, 'This link asks for what is not in this file. '), 'What you see is shown without that choice, and may be more than was meant.'),
    el('ul', {}, missing.map(([key, text]) => el('li', {}, `${ASKED[key]}: `, el('code', {}, bdi(text))))),
    el('button', { type: 'button', class: 'inline', onclick: () => { now.missing = []; showMissing(); writeState(); } }, 'Go on without it')] : []));
};
