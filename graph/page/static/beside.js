// --------------------------------------------------------------------------------------------------- side by side
// One incident as each side, or each source, tells it: small drawings with every actor in the same place, each drawing the
// view with that side or source alone, as `confront --side` or `--said-by` would count it.

/** How many sources are drawn at first, and with each step more. */
const PANELS = 12;

/** The panels' voices: {id, label, options}, those of sides or of sources. */
const panelsOf = (view, by_) => {
  const heard = [...new Set(known.tellings.map((row) => row.said_by))].sort(by(labelOf));
  if (by_ === 'source') {
    // Of hundreds of sources only so many are drawn at once: those with most lines, and whoever is compared.
    const most = [...heard].sort(by((id) => !now.compared.includes(id), (id) => -linesOf(id).length)).slice(0, isFolded() ? now.panelsAtMost : heard.length);
    return heard.filter((id) => most.includes(id)).map((id) => ({ id, label: labelOf(id), options: { ...view, said_by: [id] } }));
  }
  const present = new Set(known.tellings.map((row) => row.group));
  const apart = heard.filter((source) => !known.tellings.some((row) => row.said_by === source && sideOfId(data.sides, row.group)));
  return [
    ...data.sides.filter((side) => present.has(side.id)).map((side) => ({ id: side.id, label: side.label, side, options: { ...view, side: [side.id] } })),
    ...(apart.length ? [{ id: 'no-side', label: 'Sources of no side', options: { ...view, said_by: apart } }] : []),
  ];
};

/** The panels of the view, each with its lines. A choice of sources or sides is widened by every panel's own. */
const panels = () => panelsOf({ ...now.view, said_by: [], side: [] }, now.panels)
  .map((panel) => ({ ...panel, edges: gradedAtLeast(dyadsOf(panel.options), panel.options.min_grade).map(edgeOf) }))
  .sort(by((panel) => -panel.edges.length, (panel) => panel.label));

/** One thing told: an act of a line, by what distinguishes it from others. */
const toldKey = (edge, act) => [act.event, edge.from, edge.to, edge.directed, act.kind, act.attempted].join('\n');

/** What is told in some lines: [{key, edge, act}, …]. */
const toldIn = (edges) => edges.flatMap((edge) => edge.acts.map((act) => ({ key: toldKey(edge, act), edge, act })));

/** Whether a panel has it only as denied: it speaks of it, and does not say it. */
const denies = ({ act }) => act.grade === 'denied';

/** What two panels say: both of them, one of them where the other denies it, and one alone of which the other says nothing. */
const compared = (one, other) => {
  const [a, b] = [one, other].map((panel) => new Map(toldIn(panel.edges).map((each) => [each.key, each])));
  const alike = (each) => b.has(each.key) && denies(b.get(each.key)) === denies(each);
  const shared = [...a.values()].filter((each) => b.has(each.key));
  return {
    both: shared.filter(alike),
    against: shared.filter((each) => !alike(each)).map((each) => ({ ...each, denier: denies(each) ? one.label : other.label })),
    one: [...a.values()].filter((each) => !b.has(each.key)), other: [...b.values()].filter((each) => !a.has(each.key)),
  };
};

// ---- one small drawing

/** A line of a panel as it is drawn: contested where an act that this voice asserts is contested in all voices of the view;
 *  what it denies stays denied. One voice alone needs no dots.
 */
const inDispute = (edge, contested) => {
  const isContested = (act) => !denies({ act }) && contested.has(toldKey(edge, act));
  return Object.create(edge, {
    dots: { value: edge.dots.length > 1 ? edge.dots : [] }, contested: { value: edge.acts.some(isContested) },
    kinds: { value: kindsAndGrades(edge.acts.map((act) => ({ ...act, grade: isContested(act) ? 'contested' : act.grade }))) },
  });
};

/** Paints lines into a canvas of this size with every actor where it stands in the large drawing; the rest as ghosts. */
const paintPanel = (canvas, edges, contested, width, height) => {
  const ratio = window.devicePixelRatio || 1;
  Object.assign(canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
  const ctx = canvas.getContext('2d');
  const { at, box } = stage;
  const scale = Math.min(width / box.w, height / box.h);
  ctx.setTransform(scale * ratio, 0, 0, scale * ratio,
    (width / 2 - (box.x + box.w / 2) * scale) * ratio, (height / 2 - (box.y + box.h / 2) * scale) * ratio);
  if (isFolded()) { paintFoldedPanel(ctx, edges, scale, width, height); return; }
  // Marks keep a size at which their letters can be read, whatever the scale.
  const size = Math.max(scale, Math.min(1, 0.45 + scale * 0.4));
  const [k, marks] = [1 / scale, size / scale];
  const offsets = strands(edges);
  const lines = edges.filter((edge) => at[edge.from] && at[edge.to]).map((edge) => ({
    edge: inDispute(edge, contested),
    curve: curveOf(edge, at, (offsets[edge.id] / STRAND) * 11 * k),
  }));
  const here = new Set(lines.flatMap(({ edge }) => [edge.from, edge.to]));
  painting.panel = true;
  ctx.save();
  ctx.globalAlpha = GHOST * 0.7;
  ctx.strokeStyle = theme.ink;
  ctx.lineWidth = k;
  stage.ghosts.filter((ghost) => at[ghost.from] && at[ghost.to]).forEach((ghost) => trace(ctx, curveOf(ghost, at)));
  ctx.restore();
  const nodes = [...here].map((id) => cast().get(id));
  new Set(stage.ghosts.flatMap(({ from, to }) => [from, to])).forEach((id) => { if (!here.has(id) && at[id]) paintNode(ctx, cast().get(id), at[id].x, at[id].y, marks * 0.6, true); });
  lines.forEach((item) => paintEdge(ctx, item, k, marks));
  nodes.forEach((node) => paintNode(ctx, node, at[node.id].x, at[node.id].y, marks));
  panelLabels(ctx, nodes, lines, { at, k, marks, room: boxAt({ x: box.x + box.w / 2, y: box.y + box.h / 2 }, (width - 4) * k, (height - 4) * k), size: size > 0.8 ? 12 : 10 })
    .forEach((label) => paintLabel(ctx, label, k, size > 0.8 ? 12 : 10));
  painting.panel = false;
};

/** The same of many actors: their groups, as large as what this panel tells of them is much. */
const paintFoldedPanel = (ctx, edges, scale, width, height) => {
  const { at, box } = stage;
  const ends = new Set(edges.flatMap((edge) => [edge.from, edge.to]));
  const { marks, lines, sizes } = gathered([...ends].map((id) => ({ ...cast().get(id), onlooker: false })), edges, scene.gathered);
  const k = 0.7 / scale;
  Object.assign(painting, { panel: true, unit: k, sizes });
  const drawn_ = marks.filter((one) => at[one.id]);
  const here = new Set(drawn_.map((one) => one.id));
  stage.top.forEach((id) => { if (!here.has(id)) paintMarkGhost(ctx, id); });
  lines.filter((line_) => at[line_.from] && at[line_.to]).forEach((edge) => (edge.bundle ? paintBundle : paintEdge)(ctx, { edge, curve: curveOf(edge, at) }, k));
  drawn_.forEach((one) => paintNode(ctx, one, at[one.id].x, at[one.id].y, k));
  panelLabels(ctx, drawn_.sort(by((one) => -one.amount)), [], { at, k: 1 / scale, marks: 1, room: boxAt({ x: box.x + box.w / 2, y: box.y + box.h / 2 }, (width - 4) / scale, (height - 4) / scale), size: 10 })
    .forEach((label) => paintLabel(ctx, label, 1 / scale, 10));
  Object.assign(painting, { panel: false, unit: null, sizes: null });
};

const panelLabels = (ctx, nodes, lines, { at, k, marks, room: within, size }) => {
  const [blocks, dots, points] = [grid(within.w / 8), grid(within.w / 8), grid(within.w / 8)];
  nodes.forEach((node) => { const r = radiusOf(node.id) * marks; blocks.add({ ...boxAt(at[node.id], 2 * r, 2 * r), id: node.id, at: at[node.id], r }); });
  lines.forEach(({ edge, curve }) => {
    samples(curve, SAMPLES).forEach((p) => points.add({ ...p, w: 0, h: 0, id: edge.id }));
    dotsOf(edge, curve, k, marks).forEach(({ x, y, r }) => dots.add(boxAt({ x, y }, 2 * r, 2 * r)));
  });
  return placeLabels([
    ...nodes.filter((node) => node.kind !== 'unnamed').map((node) => nodeWanted(ctx, node, at, k, size, radiusOf(node.id) * marks)),
    ...[...lines].sort(by(({ edge }) => !edge.contested)).map((item) => edgeWanted(ctx, item, k, size)).filter((label) => label.lines.join('')),
  ], blocks, dots, points, within);
};

// ---- the tab

const panelWords = ({ edges }) => {
  const all = toldIn(edges);
  const events = (those) => new Set(those.map(({ act }) => act.event)).size;
  const [acts, said] = [events(all), events(all.filter((each) => !denies(each)))];
  const sources_ = new Set(all.flatMap(({ act }) => [...act.rows, ...tellingsOf(act.weighed.words.denies)].map((row) => row.said_by)));
  const denied = acts > said ? (said ? ` (${acts - said} of them only denied)` : `, ${acts > 1 ? 'all' : 'and it is'} only denied`) : '';
  return edges.length ? `${count(edges.length, 'line')}, ${count(acts, 'act')}${denied}, ${count(sources_.size, 'source')}` : 'tells of none of it';
};

/** A panel as a figure with its drawing, and buttons to compare it and to show it alone. */
const panelFigure = (panel, contested, width, height) => {
  const canvas = el('canvas', { role: 'img', 'aria-label': `${panel.label}: ${panelWords(panel)}. The same is in the table below.` });
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  paintPanel(canvas, panel.edges, contested, width, height);
  const chosen = now.compared.includes(panel.id);
  const toggle = () => {
    const rest = now.compared.filter((id) => id !== panel.id);
    besides({ compared: chosen ? rest : [...rest, panel.id].slice(-2) });
  };
  return el('figure', { class: chosen ? 'chosen' : null },
    el('figcaption', {}, el('h3', {}, panel.side ? lettered(mark('circle', `side-${panel.side.colour}`, 8), panel.side) : null, bdi(panel.label)),
      el('p', { class: 'small' }, panelWords(panel))),
    canvas,
    el('p', { class: 'panel-buttons' }, el('button', { type: 'button', 'aria-pressed': String(chosen), 'data-compare': panel.id, onclick: toggle }, chosen ? 'Chosen' : 'Compare'),
      panel.edges.length ? el('button', { type: 'button', onclick: () => { now.tab = 'network'; change({ said_by: panel.options.said_by, side: panel.options.side }); } }, 'Show alone') : null));
};

/** @param {any} told_ */
const toldItem = ({ edge, act, denier = null }) => el('li', {}, scene.edgeById.has(edge.id) ? button(edge.id, edgeName(edge)) : edgeName(edge), ': ', bdi(kindWords(act.weighed.subject)),
  el('span', { class: 'small' }, ' ', bdi(labelOf(act.event))), denier ? [' ', tag(`denied by ${denier}`, 'denied')] : denies({ act }) ? [' ', tag('denied', 'denied')] : null);

/** A list of what is told, each act once in the order of its lines. */
const toldList = (title, told_) => el('section', {}, el('h3', {}, `${title} (${told_.length})`),
  told_.length ? inParts(el('ul', { class: 'told' }), told_, toldItem) : el('p', { class: 'small' }, 'nothing'));

/** All panels as one table: a row for each line, what each panel tells of it. */
const panelTable = (all) => {
  const found = new Map();
  all.forEach((panel) => panel.edges.forEach((edge) => { if (!found.has(edge.id)) found.set(edge.id, edge); }));
  const cell = (panel, id) => {
    const edge = panel.edges.find((each) => each.id === id);
    return el('td', {}, edge ? [bdi(kindsOf(edge)), toldIn([edge]).every(denies) ? [' ', tag('denied', 'denied')] : null] : el('span', { class: 'small' }, 'not told'));
  };
  return tableOf('Who tells which line', ['Line', ...all.map((panel) => panel.label)],
    [...found.values()].map((edge) => el('tr', {}, el('th', { scope: 'row' }, edgeName(edge)), all.map((panel) => cell(panel, edge.id)))));
};

/** The table, which of many panels is large, once it is opened. */
const tableOnDemand = (all) => {
  const box = el('details', {}, el('summary', {}, 'The same as a table'));
  box.addEventListener('toggle', () => { if (box.open && box.children.length < 2) box.append(panelTable(all)); });
  return box;
};

/** Changes what is side by side; the address keeps it. */
const besides = (options) => {
  Object.assign(now, options);
  TABS.beside(find('part-beside'));
  writeState(true);
};

const showBeside = (box) => {
  const all = panels();
  const [told_, silent] = [all.filter((panel) => panel.edges.length), all.filter((panel) => !panel.edges.length)];
  // What is contested is so in all voices of the view: one side alone does not contradict itself.
  const contested = new Set(toldIn(scene.edges).filter(({ act }) => act.grade === 'contested').map(({ key }) => key));
  now.compared = now.compared.filter((id) => all.some((panel) => panel.id === id));
  const pair_ = now.compared.map((id) => all.find((panel) => panel.id === id));
  const switch_ = (value, words) => el('button', { type: 'button', 'aria-pressed': String(now.panels === value), onclick: () => besides({ panels: value, compared: [] }) }, words);
  const room_ = Math.max(280, box.clientWidth - 34);
  const across = Math.max(1, Math.min(told_.length, Math.floor(room_ / (isTall() ? 230 : 280)) || 1));
  const width = Math.floor((room_ - (across - 1) * 14) / across) - 18;
  const shape = Math.max(0.5, Math.min(1.5, stage.box.h / stage.box.w));
  const large = Math.floor(room_ < 620 ? room_ : (room_ - 14) / 2) - 18;
  const parts = pair_.length === 2 ? compared(...pair_) : null;
  box.replaceChildren(
    el('h2', {}, 'The same, as each tells it'),
    el('p', { class: 'small' }, `Every actor stands in the same place. What a ${now.panels} does not report stays pale; red is contested between them, dotted red what it denies. Choose two to compare them.`),
    data.sides.length ? el('div', { class: 'panel-buttons', role: 'group', 'aria-label': 'One drawing for each' }, switch_('side', 'Each side'), switch_('source', 'Each source')) : '',
    ...(parts ? [el('div', { class: 'panels compared' }, pair_.map((panel) => panelFigure(panel, contested, large, Math.round(large * shape)))),
      el('div', { class: 'side-by-side', id: 'compared' }, toldList('Both say', parts.both), parts.against.length ? toldList('One says, the other denies', parts.against) : null, toldList(`Only ${pair_[0].label}`, parts.one), toldList(`Only ${pair_[1].label}`, parts.other)),
      el('p', {}, el('button', { type: 'button', class: 'inline', onclick: () => besides({ compared: [] }) }, 'All of them'))] : []),
    el('div', { class: 'panels' }, told_.filter((panel) => !parts || !pair_.includes(panel)).map((panel) => panelFigure(panel, contested, width, Math.round(width * shape)))),
    silent.length ? el('p', { class: 'small' }, 'Of this view nothing is told by ', joined(silent.map((panel) => bdi(panel.label))), '.') : '',
    isFolded() && all.length === now.panelsAtMost && now.panels === 'source' ? el('p', {}, el('button', { type: 'button', class: 'inline', onclick: () => besides({ panelsAtMost: now.panelsAtMost + PANELS }) }, `Draw ${PANELS} more sources`)) : '',
    told_.length ? tableOnDemand(told_) : nothing());
};

// ---- the address

/** What the address keeps of it, added to these parameters. */
const besideTo = (found) => {
  if (now.panels !== (data.sides.length ? 'side' : 'source')) found.set('panels', now.panels);
  now.compared.forEach((id) => found.append('compare', short(id)));
};
const besideFrom = (asked) => {
  now.panels = ['side', 'source'].includes(asked.get('panels')) ? asked.get('panels') : data.sides.length ? 'side' : 'source';
  now.compared = asked.getAll('compare').slice(0, 2).map((text) => (text === 'no-side' || text.includes('://') ? text : BASE + text));
};

// ---- without some of them

/** What falls because a view leaves sources out: lines, acts, grades that become another, and acts that fewer groups tell; null where it leaves out none. */
const fallenIn = (view) => {
  if (!view.without.length) return null;
  const [before, after] = [{ ...view, without: [] }, view].map((each) => toldIn(gradedAtLeast(dyadsOf(each), each.min_grade)
    .map((dyad) => { const [from, to] = endsOf(dyad); return { id: edgeId(from, to, dyad.directed), from, to, directed: dyad.directed, acts: dyad.acts }; })));
  const left = new Map(after.map((each) => [each.key, each.act]));
  const lines = new Set(after.map(({ edge }) => edge.id));
  const graded = before.filter(({ key, act }) => left.has(key) && left.get(key).grade !== act.grade).map((each) => ({ ...each, now: left.get(each.key).grade }));
  const falls = ({ act, now: then }) => GRADES.indexOf(then) > GRADES.indexOf(act.grade);
  return {
    lines: [...new Set(before.map(({ edge }) => edge.id))].filter((id) => !lines.has(id)),
    acts: before.filter(({ key }) => !left.has(key)), drop: graded.filter(falls), rise: graded.filter((each) => !falls(each)),
    fewer: before.filter(({ key, act }) => left.has(key) && left.get(key).grade === act.grade && left.get(key).groups.size < act.groups.size)
      .map((each) => ({ ...each, now: count(left.get(each.key).groups.size, 'group'), was: String(each.act.groups.size) })),
  };
};

const showFallen = () => {
  const { fallen } = now;
  const box = find('fallen');
  box.hidden = !fallen;
  if (!fallen) return;
  const words = [`${count(fallen.lines.length, 'line')} ${fallen.lines.length === 1 ? 'falls' : 'fall'}`, `${count(fallen.acts.length, 'act')} ${fallen.acts.length === 1 ? 'falls' : 'fall'}`,
    `${count(fallen.drop.length, 'grade')} ${fallen.drop.length === 1 ? 'drops' : 'drop'}`, fallen.fewer.length ? `${fallen.fewer.length} told by fewer groups` : null,
    fallen.rise.length ? `${count(fallen.rise.length, 'grade')} ${fallen.rise.length === 1 ? 'rises' : 'rise'}` : null].filter(Boolean).join(', ');
  const item = ({ edge, act, now: then, was = act.grade }) => el('li', {}, then ? null : el('s', {}, edgeNameOf(edge), ': ', bdi(kindWords(act.weighed.subject))),
    then ? [edgeNameOf(edge), ': ', bdi(kindWords(act.weighed.subject)), ` ${was} → ${then}`] : null);
  box.replaceChildren(el('summary', {}, 'Without ', joined(now.view.without.map((id) => bdi(labelOf(id)))), `: ${words}`),
    el('ul', {}, [...fallen.acts, ...fallen.drop, ...fallen.rise, ...fallen.fewer].map(item)));
};
/** The name of a line whose ends need not be drawn. */
const edgeNameOf = ({ from, to, directed }) => [from, to].map((id) => bdi(cast().get(id)?.label ?? localName(id))).flatMap((name, i) => (i ? [directed ? ' → ' : ' – ', name] : [name]));
