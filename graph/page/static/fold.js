// ----------------------------------------------------------------------------------------------------------- folds
// Of many actors the drawing shows groups, as they were gathered when the file was made (standoff.page.folds): by
// organisation, side, place, or who faces whom. A group is one mark in its place; opened, its members stand within it. All
// lines between two marks are one line, as wide as its acts or deaths are many. No line is left out, and nothing moves.

/** The groups of the level shown: {by, folds, margin}; null where every actor stands for itself. */
const folding = () => data.folds?.[LEVELS.indexOf(now.view.level)] ?? null;
const isFolded = () => folding() !== null;

/** The group of each actor of the level shown, by the actor. */
const groupOf = (id) => {
  const of = LEVELS.indexOf(now.view.level);
  now.groupsOf ??= [];
  now.groupsOf[of] ??= new Map(data.nodes.flatMap((node) => {
    const at = placeAt(node, of);
    return at && at.length !== 4 ? [[node.id, data.folds[of].folds[at[0]]]] : [];
  }));
  return now.groupsOf[of].get(id) ?? null;
};
/** The place of a node at a level, which is written once where it is the same at all. */
const placeAt = (node, level) => (node.at.length > 1 ? node.at[level] : node.at[0]);
const foldById = (id) => folding()?.folds.find((fold) => fold.id === id) ?? null;
/** What stands for an actor in the drawing: its group, or itself. */
const standsFor = (id) => groupOf(id)?.id ?? id;
const isOpen = (id) => !painting.panel && now.unfolded.includes(id);

/** By what actors are gathered, and how a page says so. */
const GATHERED = { organisation: 'by organisation', side: 'by side', place: 'by the country or area of most of their acts', community: 'by who faces whom, for want of sides, organisations and places' };

// ---- sizes

/** The deaths told of each act in the view: the best estimate, or the least number; of several the smallest. */
const deathsOf = (event) => {
  if (!now.deaths) {
    now.deaths = new Map();
    const told_ = (name) => now.says.filter((row) => row.property === `${ST}deaths${name}` && row.stance === ASSERTS && row.event);
    const best = told_('Best');
    const has = new Set(best.map((row) => row.event));
    [...best, ...told_('Low').filter((row) => !has.has(row.event))]
      .forEach((row) => now.deaths.set(row.event, Math.min(now.deaths.get(row.event) ?? Infinity, +row.value)));
  }
  return now.deaths.get(event) ?? 0;
};
const tellsDeaths = () => { now.hasDeaths ??= known.says.some((row) => row.property === `${ST}deathsBest` || row.property === `${ST}deathsLow`); return now.hasDeaths; };

const deathsIn = (events) => [...events].reduce((sum, event) => sum + deathsOf(event), 0);
/** "3 deaths"; null where the file tells of none. */
const deathWords = (events) => (tellsDeaths() ? count(deathsIn(events), 'death') : null);

/** How much these acts are, as the reader has chosen to see it: each act once, or its dead. */
const amountOf = (events) => (now.size === 'deaths' ? deathsIn(events) : events.size);
const amountWords = (n) => (now.size === 'deaths' ? count(n, 'death') : count(n, 'act'));

// ---- what is drawn of a scene

/** How much wider than a pixel the widest line is. */
const WIDEST = 7;

/** All lines between two marks, as one line; `disputed` of its acts are contested or denied. @returns {any} */
const bundleOf = (from, to, edges) => {
  const all = (key) => edges.every((edge) => edge[key]);
  const one = /** @type {any} */ (new Edge({ who: null, whom: null, directed: false, acts: edges.flatMap((edge) => edge.dyad.acts), rows: [], grades: [], groups: [], hedged: all('hedged'), attempted: all('attempted') },
    { id: `lines ${edgeId(from, to, false)}`, from, to, bundle: edges, contested: edges.some((edge) => edge.contested), denied: all('denied') }));
  Object.defineProperties(one, { dots: { value: [] }, groups: { get: () => edges.reduce((most, edge) => (edge.groups.length > most.length ? edge.groups : most), []) },
    left_open: { value: now.open.size > 0 && all('left_open') } });
  one.events_ = new Set(one.dyad.acts.map((act) => act.event));
  one.disputed = new Set(one.dyad.acts.filter((act) => DISPUTE_FIRST.indexOf(act.grade) < 2).map((act) => act.event)).size;
  const ways = new Set(edges.map((edge) => (edge.directed ? standsFor(edge.from) : null)));
  one.directed = ways.size === 1 && !ways.has(null);
  if (one.directed && ways.has(to)) Object.assign(one, { from: to, to: from });
  return one;
};

const eventsOfAll = (edges) => new Set(edges.flatMap((edge) => edge.dyad.acts.map((act) => act.event)));

/** The marks and lines of a drawing of these lines and actors, with how large and how wide each is, beside `like`'s if it is given. Those of the margin are among them. */
const gathered = (nodes, edges, like = null) => {
  const [between, within, touching] = [new Map(), new Map(), new Map()];
  for (const edge of edges) {
    const [a, b] = [standsFor(edge.from), standsFor(edge.to)];
    new Set([a, b]).forEach((id) => put(touching, id, edge));
    if (a === b && foldById(a)) put(within, a, edge);
    else put(between, a < b ? `${a}\n${b}` : `${b}\n${a}`, edge);
  }
  const lines = [...between].map(([key, those]) => {
    const [from, to] = key.split('\n');
    // One line alone keeps its own name and arrow, unless it leads to a group.
    return those.length === 1 && !foldById(from) && !foldById(to) ? those[0] : bundleOf(from, to, those);
  });
  const inGroup = new Map();
  nodes.forEach((node) => put(inGroup, standsFor(node.id), node));
  const marks = [];
  for (const [id, those] of inGroup) {
    const fold = foldById(id);
    const events = eventsOfAll(touching.get(id) || []);
    const own = { events, amount: amountOf(events), lines: touching.get(id) || [] };
    if (fold) marks.push({ id, label: fold.label, kind: 'group', side: fold.side, onlooker: false, members: those, within: within.get(id) || [], ...own });
    else marks.push({ ...those[0], ...own });
  }
  lines.forEach((line_) => { line_.amount = amountOf(line_.bundle ? line_.events_ : eventsOfAll([line_])); });
  const [most, widest] = like ? [like.most, like.widest] : [marks, lines].map((those) => those.reduce((high, one) => Math.max(high, one.amount), 1));
  // Where many lines cross, thinner ones show more.
  const wide = WIDEST * Math.min(1, Math.sqrt(80 / (lines.length || 1)));
  lines.forEach((line_) => { line_.width = 1 + wide * Math.sqrt(line_.amount / widest); });
  return { marks, lines, bundles: lines.filter((line_) => line_.bundle), most, widest, wide, sizes: new Map(marks.map((one) => [one.id, 8 + 18 * Math.sqrt(one.amount / most)])) };
};

/** Makes a scene's drawing: which marks and lines are in it. */
const foldScene = () => {
  const { marks, lines, bundles, sizes } = scene.gathered;
  const open = marks.filter((one) => one.members && isOpen(one.id) && stage.hulls[one.id]);
  const [members, inner] = [open.flatMap((one) => one.members), open.flatMap((one) => one.within)];
  const placed = (line_) => stage.at[line_.from] && stage.at[line_.to];
  scene.marks = [...marks.filter((one) => stage.at[one.id] && !open.includes(one)), ...members.filter((node) => stage.at[node.id])];
  scene.drawn = [...lines.filter(placed), ...inner.filter(placed)];
  Object.assign(scene, { sizes, allMarks: marks, open, bundleById: new Map(bundles.map((one) => [one.id, one])), inner: new Set(inner.map((edge) => edge.id)) });
};

/** The group of the scene with this id, if it is one. */
const groupById = (id) => scene.allMarks?.find((one) => one.id === id && one.members);

/** The line that shows another one in the drawing: its bundle, or itself. */
const shownAs = (edge) => {
  if (!isFolded() || !scene.drawn || scene.inner.has(edge.id)) return edge.id;
  return scene.drawn.find((line_) => line_ === edge || line_.bundle?.includes(edge))?.id ?? edge.id;
};

// ---- opening and closing a group

/** Looks at the group that was opened last, so that it fills the window. */
const lookAtFold = () => {
  const hull = isFolded() ? stage.hulls[now.unfolded.at(-1)] : null;
  if (!hull || !container.clientWidth) return;
  const scale = Math.min(frame.width / hull.w, (frame.height - 70) / hull.h) * 0.93;
  network.moveTo({ position: { x: hull.x + hull.w / 2, y: hull.y + hull.h / 2 - 16 / scale }, scale, animation: false });
};
/** Opens these groups and no other; `isStep` is false where what is opened with them writes the address. */
const unfold = (ids, isStep = true) => {
  now.unfolded = ids;
  showFolds();
  if (now.tab !== 'network') renderTab('network');
  putOn(scene);
  if (isStep) writeState(true);
  if (ids.length) lookAtFold(); else fit();
};
const openFold = (id, isStep = false) => { if (stage.hulls[id]) unfold([...now.unfolded.filter((other) => other !== id), id], isStep); };
const closeFold = (id) => unfold(now.unfolded.filter((other) => other !== id));

const foldsTo = (found) => {
  now.unfolded.forEach((id) => found.append('unfold', id));
  if (now.size !== 'acts') found.set('size', now.size);
};
const foldsFrom = (asked) => {
  now.unfolded = [...new Set(asked.getAll('unfold'))].filter((id) => data.folds?.some((each) => each?.folds.some((fold) => fold.id === id)));
  now.size = asked.get('size') === 'deaths' && tellsDeaths() ? 'deaths' : 'acts';
};

// ---- what is said of it below the drawing

const sizeButton = (value, words) => el('button', { type: 'button', class: 'toggle', id: `size-${value}`, 'aria-pressed': String(now.size === value),
  onclick: () => { now.size = value; show(now.view); find(`size-${value}`).focus(); } }, words);

/** A group or actor as a row of a list, with what it stands for. */
const markItem = (one) => el('li', {}, el('button', { type: 'button', class: 'inline', 'data-id': one.id, onclick: () => { openFold(one.id); select(one.id); } }, bdi(one.label)),
  el('span', { class: 'small' }, ` ${one.members ? `${count(namedNodes(one.members).length, 'actor')}, ` : ''}${amountWords(one.amount)}`));

/** The groups as a list, the largest first: for the keyboard, and for readers who cannot see the drawing. */
const groupsList = () => {
  const groups_ = scene.gathered.marks.filter((one) => one.members).sort(by((one) => -one.amount, (one) => one.label));
  return [el('h3', {}, `Groups (${groups_.length})`), inParts(list([]), groups_, (one) => el('li', {}, el('button', { type: 'button', 'data-id': one.id, onclick: () => { openFold(one.id); select(one.id); } },
    el('span', {}, bdi(one.label), el('span', { class: 'small' }, `${count(namedNodes(one.members).length, 'actor')}, ${amountWords(one.amount)}`)))), 0, 8)];
};

/** What stands beside the drawing because no line of it leads to anybody in the drawing. */
const besideDrawing = () => scene.gathered.marks.filter((one) => (one.members ? !foldById(one.id).at : folding().margin.includes(one.id))).sort(by((one) => -one.amount, (one) => one.label));

const showFolds = () => {
  const box = find('folds');
  box.hidden = !isFolded();
  if (box.hidden) return;
  const [{ marks }, opened_] = [scene.gathered, now.unfolded.filter(foldById)];
  const [beside_, groups_] = [besideDrawing(), marks.filter((one) => one.members)];
  const alone = namedNodes(marks.filter((one) => !one.members)).length;
  const actors = groups_.reduce((sum, one) => sum + namedNodes(one.members).length, alone);
  box.replaceChildren(
    el('div', { class: 'fold-row' },
      tellsDeaths() ? el('span', { role: 'group', 'aria-label': 'Size of marks and width of lines', class: 'toggles' }, el('span', { class: 'small' }, 'Size by '), sizeButton('acts', 'acts'), sizeButton('deaths', 'deaths')) : null,
      opened_.length ? null : el('span', { class: 'small' }, 'Choose a group to open it.'),
      opened_.map((id) => el('button', { type: 'button', class: 'chip', 'aria-label': `Close the group ${foldById(id).label}`, onclick: () => { closeFold(id); find('folds-words').focus(); } }, 'Open: ', bdi(foldById(id).label), el('span', { 'aria-hidden': 'true' }, ' ×')))),
    el('p', { class: 'small', id: 'folds-words', tabindex: '-1' }, `${count(actors, 'actor')}, gathered ${GATHERED[folding().by]} in ${count(groups_.length, 'group')}${alone ? `; ${alone} stand alone` : ''}.`),
    beside_.length ? el('details', { id: 'margin' }, el('summary', {}, `Listed, not drawn: ${beside_.length} without lines to others (${amountWords(amountOf(new Set(beside_.flatMap((one) => [...one.events]))))})`),
      el('ul', {}, beside_.map(markItem))) : '');
};
