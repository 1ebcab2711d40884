// -------------------------------------------------------------------------------------------------------- drawing

const narrow = matchMedia('(max-width: 56rem)');
const dark = matchMedia('(prefers-color-scheme: dark)');
const container = find('network');

/** The colours of the style sheet, for the canvas. @returns {any} */
const readTheme = () => {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const names = ['paper', 'ink', 'quiet', 'line', 'open', 'contested', 'halo', 'side-none'];
  return { ...Object.fromEntries(names.map((name) => [name, colour(name)])),
    sides: Array.from({ length: SIDE_COLOURS }, (_, i) => colour(`side-${i}`)) };
};
/** @type {ReturnType<typeof readTheme>} */
let theme = readTheme();

const paths = Object.fromEntries(Object.entries(SHAPES).map(([name, d]) => [name, Object.assign(new Path2D(d), { d })]));
const sideColour = (node) => {
  const side = sideNumber(data.sides, node.side);
  return side === null ? theme['side-none'] : theme.sides[side];
};

/** What stays bright while lines are lit, or something is open: it, and what it touches; null while nothing is. */
const focus = () => {
  if (state.lit.size) return state.lit;
  const id = state.selected;
  if (id === null || !(scene.nodeById.has(id) || scene.edgeById.has(id) || scene.bundleById?.has(id) || foldById(id))) return null;
  if (scene.focus?.id !== id) {
    const lines = scene.edgeById.has(id) ? [scene.edgeById.get(id)] : [...scene.drawn, ...(isFolded() ? scene.edges : [])].filter((edge) => edge.id === id || edge.from === id || edge.to === id);
    const group = groupById(id);
    const within = group ? [...group.members.map((node) => node.id), ...group.within.map((edge) => edge.id)] : [];
    scene.focus = { id, bright: new Set([id, standsFor(id), ...within, ...lines.flatMap((edge) => [edge.id, shownAs(edge), ...[edge.from, edge.to].flatMap((end) => [end, standsFor(end)])])]) };
  }
  return scene.focus.bright;
};
/** Whether a small drawing is painted, in which nothing is open. */
const painting = { panel: false, unit: null, sizes: null };
const isFaded = (id) => {
  if (painting.panel) return false;
  if (state.lit.size && (scene.edgeById.has(id) || scene.bundleById?.has(id))) return !state.lit.has(id);
  const bright = focus();
  return bright !== null && !bright.has(id);
};
/** How much of what is out of focus, or has been taken away by a choice, can still be seen. */
const [DIM, GHOST] = [0.22, 0.17];

/** Paints the letters of a side in a mark or dot of this size. */
const paintLetters = (ctx, letters, fill, size, [up, share] = [0.04, 1]) => {
  ctx.fillStyle = inkOn(fill);
  ctx.font = `600 ${size * share * (letters.length > 1 ? 0.85 : 1.15)}px ${FONT}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(letters, 0, up * size);
};

/** Paints the mark of one node; vis-network calls it. `k` enlarges it, `ghost` leaves only its outline. */
const paintNode = (ctx, node, x, y, k = 1, ghost = false) => {
  if (node.kind === 'group') { paintGroup(ctx, node, x, y, ghost); return; }
  const { shape, size: kind_ } = kindOf(node);
  const own = isFolded() ? radiusOf(node.id) / (k * markScale()) : kind_;
  const size = own * k * markScale();
  const side = sideOfId(data.sides, node.side);
  ctx.save();
  ctx.globalAlpha = ghost ? GHOST : isFaded(node.id) ? DIM : 1;
  ctx.translate(x, y);
  ctx.scale(size, size);
  const lineWidth = (px_) => (px_ * (isFolded() ? unit() : k)) / size;
  const open = node.kind === 'unnamed' || node.onlooker || ghost;
  ctx.fillStyle = open ? theme.paper : sideColour(node);
  ctx.fill(paths[shape]);
  ctx.strokeStyle = node.onlooker && node.side !== null ? sideColour(node) : theme.ink;
  ctx.lineWidth = lineWidth(node.onlooker ? 2.5 : 1.3);
  ctx.setLineDash(node.onlooker ? [lineWidth(3), lineWidth(2.5)] : []);
  ctx.stroke(paths[shape]);
  ctx.setLineDash([]);
  if (side && !ghost && (isFolded() ? size / unit() : own * k) > 8) {
    ctx.scale(1 / size, 1 / size);
    paintLetters(ctx, side.letters, open ? theme.paper : sideColour(node), size, LETTERS_AT[shape]);
  }
  ctx.restore();
};

/** Paints the mark of a group: a disc within a ring, with how many actors of the view are in it; of an opened one its outline. */
const paintGroup = (ctx, { id, side: of, members }, x, y, ghost = false) => {
  const [r, k, side] = [radiusOf(id), unit(), sideOfId(data.sides, of)];
  ctx.save();
  ctx.globalAlpha = ghost ? GHOST : isFaded(id) ? DIM : 1;
  ctx.translate(x, y);
  ctx.strokeStyle = theme.ink;
  ctx.lineWidth = 1.3 * k;
  const fill = ghost ? theme.paper : side ? theme.sides[side.colour] : theme['side-none'];
  for (const [radius, colour] of [[r, theme.paper], [r - 3 * k, fill]]) {
    ctx.beginPath();
    ctx.arc(0, 0, Math.max(k, radius), 0, 2 * Math.PI);
    ctx.closePath();
    ctx.fillStyle = colour;
    ctx.fill();
    ctx.stroke();
  }
  const text = (side ? `${side.letters} ` : '') + namedNodes(members).length;
  const size = Math.min(13 * k, (2.9 * (r - 3 * k)) / Math.max(2, text.length));
  if (!ghost && size > 8 * k) {
    ctx.fillStyle = inkOn(fill);
    ctx.font = `600 ${size}px ${FONT}`;
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    ctx.fillText(text, 0, 0.5 * k);
  }
  ctx.restore();
};

/** Paints the ground of an opened group, over the lines that lead to it. */
const paintHull = (ctx, { id }) => {
  const { x, y, w, h } = stage.hulls[id];
  ctx.save();
  ctx.fillStyle = theme.paper;
  ctx.strokeStyle = state.selected === id ? theme.ink : theme.quiet;
  ctx.lineWidth = (state.selected === id ? 2.5 : 1.5) * unit();
  ctx.setLineDash([6 * unit(), 4 * unit()]);
  ctx.beginPath();
  ctx.roundRect(x, y, w, h, 3);
  ctx.fill();
  ctx.stroke();
  ctx.restore();
};

const visNode = (node) => ({
  id: node.id, ...stage.at[node.id], shape: 'custom', size: kindOf(node).size,
  ctxRenderer: ({ ctx, x, y }) => ({
    drawNode: () => paintNode(ctx, node, x, y),
    nodeDimensions: { width: 2.3 * kindOf(node).size, height: 2.3 * kindOf(node).size },
  }),
});

/** The edge as vis-network needs it. Painting and hit testing are done here, because vis-network has no hatched lines. */
const visEdge = (edge) => ({ id: edge.id, from: edge.from, to: edge.to, hidden: true });

/** @type {any} The drawing as vis-network has it; null as long as no part of the page has shown it. */
let network = null;
/** Runs vis-network, which stands in the page as text, and starts the drawing: the parts without one open sooner. */
const startNetwork = () => {
  const script = el('script');
  script.textContent = find('vis').textContent;
  document.head.append(script);
  network = new vis.Network(container, { nodes: new vis.DataSet(), edges: new vis.DataSet() },
    { physics: false, autoResize: true, layout: { improvedLayout: false }, interaction: { selectConnectedEdges: false },
      nodes: { chosen: false } });
  network.on('beforeDrawing', paintBefore);
  network.on('afterDrawing', paintAfter);
  network.on('dragStart', startDrag);
  network.on('dragEnd', endDrag);
  network.on('resize', () => requestAnimationFrame(refill));
  // The keyboard skips the drawing: everything in it is also in the lists.
  container.querySelectorAll('[tabindex]').forEach((element) => element.setAttribute('tabindex', '-1'));
};
const redraw = () => network?.redraw();

/** Measures the room of the drawing; as long as no part of the page has shown it, where it will stand. */
const measureFrame = () => {
  const parts_ = container.closest('.parts');
  if (container.clientWidth) frame = { width: container.clientWidth, height: container.clientHeight, top: container.getBoundingClientRect().top + scrollY };
  else if (!stage.key && parts_.clientWidth) frame = { width: parts_.clientWidth, height: narrow.matches ? Math.max(352, innerHeight * 0.68) : parts_.clientHeight, top: 0 };
};

/** Puts a scene on the stage. What is in view stays in view: only another window or level is seen anew. */
const putOn = (next) => {
  if (!network) startNetwork();
  const [seen, scale, before] = [network.getViewPosition(), network.getScale(), frame];
  // The window may have changed since vis-network measured it, which would rescale the view later.
  if (container.clientWidth) network.canvas.setSize();
  scene = next;
  measureFrame();
  const anew = setStage(now.view.level);
  stage.ghosts = ghostsOf(now.view);
  if (isFolded()) foldScene();
  else {
    scene.drawn = scene.edges.filter((edge) => stage.at[edge.from] && stage.at[edge.to]);
    scene.marks = scene.nodes = scene.nodes.filter((node) => stage.at[node.id]);
  }
  scene.strands = strands(scene.drawn);
  scene.focus = null;
  scene.busiest = busiest();
  const drawn_ = new Set(scene.drawn.map((edge) => edge.id));
  scene.ghosts = now.view.per === 'source' ? [] : stage.ghosts.filter((ghost) => !drawn_.has(ghost.id) && stage.at[ghost.from] && stage.at[ghost.to]);
  curveMiddle.clear();
  labels.key = '';
  // Groups and what is in them are painted here alone: nobody drags a mark away from its group.
  const vis_ = isFolded() ? { nodes: [], edges: [] } : { nodes: scene.nodes.map(visNode), edges: scene.drawn.map(visEdge) };
  network.setData({ nodes: new vis.DataSet(vis_.nodes), edges: new vis.DataSet(vis_.edges) });
  if (anew) fit(); else network.moveTo({ position: { x: seen.x, y: seen.y + (frame.top - before.top) / scale }, scale, animation: false });
};

/** The current positions of all nodes of the level. */
const placesNow = () => (isFolded() ? stage.at : { ...stage.at, ...network.getPositions() });

/** Each drawn edge with its curve, at the current positions of the nodes. */
const curves = (edges = scene.drawn) => {
  const at = placesNow();
  return edges.map((edge) => ({ edge, curve: curveOf(edge, at, scene.strands[edge.id]) }));
};

const trace = (ctx, [a, b, c]) => {
  ctx.beginPath();
  ctx.moveTo(a.x, a.y);
  ctx.quadraticCurveTo(b.x, b.y, c.x, c.y);
  ctx.stroke();
};

const paintHead = (ctx, tip, tail, length, fill) => {
  const [dx, dy] = [tip.x - tail.x, tip.y - tail.y];
  const long = Math.hypot(dx, dy) || 1;
  const [x, y] = [(dx / long) * length, (dy / long) * length];
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.moveTo(tip.x, tip.y);
  ctx.lineTo(tip.x - x - y * 0.48, tip.y - y + x * 0.48);
  ctx.lineTo(tip.x - x + y * 0.48, tip.y - y - x * 0.48);
  ctx.closePath();
  ctx.fillStyle = fill;
  ctx.lineWidth = length * 0.1;
  ctx.fill();
  ctx.stroke();
};

/** Slanting ticks across a curve: contested, for readers who cannot see red. */
const paintTicks = (ctx, curve, half, k) => {
  const n = Math.max(2, Math.round(distance(curve[0], curve[2]) / (11 * k)));
  ctx.setLineDash([]);
  ctx.lineWidth = 1.4 * k;
  ctx.beginPath();
  for (let i = 1; i < n; i += 1) {
    const [p, q] = [pointAt(curve, i / n), pointAt(curve, i / n + 0.01)];
    const angle = Math.atan2(q.y - p.y, q.x - p.x) + 1.1;
    ctx.moveTo(p.x - half * Math.cos(angle), p.y - half * Math.sin(angle));
    ctx.lineTo(p.x + half * Math.cos(angle), p.y + half * Math.sin(angle));
  }
  ctx.stroke();
};

/** The colour of a line: grey if its sources leave open who or what; red only where nothing else is told of it. */
const lineColour = (edge) => (edge.denied || (edge.contested && edge.acts.every((act) => act.grade === 'contested')) ? theme.contested : edge.left_open ? theme.open : theme.line);

/** The dots of a line, one for each independent group of its act with most of them: [{x, y, r, side}, …]. */
const dotsOf = (edge, curve, k, marks = 1) => {
  if (edge.from === edge.to || edge.width) return [];
  const all = edge.dots;
  const reach = distance(curve[0], curve[2]);
  const free = Math.max(0, reach - (radiusOf(edge.from) + radiusOf(edge.to)) * marks - 16 * k);
  const step = Math.min(12.5 * k, all.length ? free / all.length : 0);
  if (step < 3 * k) return [];
  return all.map((side, i) => ({ ...pointAt(curve, 0.5 + ((i - (all.length - 1) / 2) * step) / reach), r: Math.min(5.6 * k, step * 0.45), side }));
};

const paintDots = (ctx, edge, curve, k, marks) => {
  for (const { x, y, r, side } of dotsOf(edge, curve, k, marks)) {
    const fill = side ? theme.sides[side.colour] : theme.paper;
    ctx.setLineDash([]);
    ctx.beginPath();
    ctx.arc(x, y, r, 0, 2 * Math.PI);
    ctx.closePath();
    ctx.fillStyle = fill;
    ctx.fill();
    ctx.strokeStyle = theme.line;
    ctx.lineWidth = 0.9 * k;
    ctx.stroke();
    if (side && r > 4 * k) {
      ctx.save();
      ctx.translate(x, y);
      paintLetters(ctx, side.letters, fill, r * 1.25);
      ctx.restore();
    }
  }
};

/** Paints all lines between two marks as one, with a red core as wide as the share of its acts that is contested. */
const paintBundle = (ctx, { edge, curve }, k) => {
  const width = edge.width * k;
  const [gapFrom, gapTo] = [edge.from, edge.to].map((id) => (isOpen(id) ? 0 : radiusOf(id) + 2 * k));
  const head = edge.directed && !isOpen(edge.to) ? 7 * k + width : 0;
  const [from, to, tip] = [leaving(curve, gapFrom), leaving(curve, gapTo + head * 0.9, true), leaving(curve, gapTo, true)];
  const visible = part(curve, from, Math.max(from, to));
  const faded = isFaded(edge.id) ? DIM : 1;
  ctx.save();
  if (!painting.panel && (state.hovered === edge.id || state.selected === edge.id || (edge.bundle && edge.bundle.some((one) => one.id === state.selected)))) {
    ctx.strokeStyle = theme.halo;
    ctx.lineWidth = width + 9 * k;
    trace(ctx, visible);
  }
  ctx.globalAlpha = 0.55 * faded;
  ctx.strokeStyle = edge.denied ? theme.contested : edge.left_open ? theme.open : theme.line;
  ctx.setLineDash((edge.denied ? [2, 6] : []).map((px_) => px_ * k));
  ctx.lineWidth = width;
  trace(ctx, visible);
  if (head) paintHead(ctx, pointAt(curve, tip), pointAt(curve, to), head, ctx.strokeStyle);
  if (edge.disputed && !edge.denied) {
    ctx.globalAlpha = faded;
    ctx.strokeStyle = theme.contested;
    ctx.setLineDash([]);
    ctx.lineWidth = Math.max(0.9 * k, (width * edge.disputed) / edge.events_.size);
    trace(ctx, visible);
    paintTicks(ctx, part(visible, 0.44, 0.56), width / 2 + 2.5 * k, k * 0.6);
  }
  ctx.restore();
};

/** Paints a line with all its marks; `k` enlarges the marks when the drawing is zoomed out, `marks` those of its ends. */
const paintEdge = (ctx, { edge, curve }, k = 1, marks = 1) => {
  const isLoop = edge.from === edge.to;
  const gap = (id, more) => (isFolded() && isOpen(id) ? 0 : radiusOf(id) * marks + more * k);
  const [gapFrom, gapTo] = isLoop ? [0, 0] : [gap(edge.from, 2), gap(edge.to, 3)];
  const [width, hollow] = [widthOf(edge) * k, edge.hedged || edge.attempted];
  const head = edge.directed && !(isFolded() && isOpen(edge.to)) ? 8 * k + width * 1.1 : 0;
  const [from, to, tip] = [leaving(curve, gapFrom), leaving(curve, gapTo + head * 0.9, true), leaving(curve, gapTo, true)];
  const visible = part(curve, from, Math.max(from, to));
  ctx.save();
  ctx.globalAlpha = (isFaded(edge.id) ? DIM : 1) * (edge.width && !edge.contested ? 0.6 : 1);
  if (!painting.panel && (state.selected === edge.id || state.hovered === edge.id)) {
    ctx.strokeStyle = theme.halo;
    ctx.lineWidth = width + 11 * k;
    ctx.lineCap = 'round';
    trace(ctx, visible);
    ctx.lineCap = 'butt';
  }
  const colour = lineColour(edge);
  ctx.strokeStyle = colour;
  ctx.setLineDash((edge.denied ? [2, 6] : []).map((px_) => px_ * k));
  ctx.lineWidth = width + (hollow && edge.contested ? 5 : hollow || edge.contested ? 2.5 : 0) * k;
  trace(ctx, visible);
  // A hollow line: all of it is only hedged or attempted. A red core: some act of it is contested. It may be both.
  const cores = [...(hollow ? [[theme.paper, edge.contested ? 2.5 * k : 0]] : []), ...(edge.contested ? [[theme.contested, 0]] : [])];
  for (const [core, wider] of cores) {
    ctx.setLineDash([]);
    ctx.strokeStyle = core;
    ctx.lineWidth = Math.max(2 * k, width - 0.5 * k) + wider;
    trace(ctx, visible);
  }
  ctx.strokeStyle = edge.contested ? theme.contested : colour;
  if (edge.contested) paintTicks(ctx, visible, width / 2 + 4.5 * k, k);
  ctx.strokeStyle = colour;
  if (head) paintHead(ctx, pointAt(curve, tip), pointAt(curve, to), head, hollow ? theme.paper : colour);
  paintDots(ctx, edge, curve, k, marks);
  ctx.restore();
};

/** What a choice has taken away: where it was can still be seen, and what one source alone had told is struck out. */
const paintGhosts = (ctx, at) => {
  const here = new Set(scene.nodes.map((node) => node.id));
  const fallen = new Set(now.fallen?.lines || []);
  ctx.save();
  ctx.strokeStyle = theme.ink;
  for (const ghost of scene.ghosts) {
    const struck = fallen.has(ghost.id);
    const curve = curveOf(ghost, at);
    ctx.globalAlpha = struck ? 0.55 : GHOST;
    ctx.lineWidth = 1.2;
    ctx.setLineDash([]);
    trace(ctx, part(curve, leaving(curve, radiusOf(ghost.from)), leaving(curve, radiusOf(ghost.to), true)));
    if (struck) paintCross(ctx, pointAt(curve, 0.5));
  }
  ctx.restore();
  new Set(scene.ghosts.flatMap(({ from, to }) => [from, to])).forEach((id) => { if (!here.has(id)) paintNode(ctx, cast().get(id), at[id].x, at[id].y, 1, true); });
};

const paintCross = (ctx, { x, y }) => {
  ctx.lineWidth = 2.4;
  ctx.beginPath();
  [[-1, -1], [-1, 1]].forEach(([dx, dy]) => { ctx.moveTo(x + 6 * dx, y + 6 * dy); ctx.lineTo(x - 6 * dx, y - 6 * dy); });
  ctx.stroke();
};

const curveMiddle = new Map();
/** From each onlooker to the strongest line of each act it watches: [{who, to}, …]. */
const ties = (lines) => {
  lines.forEach(({ edge, curve }) => curveMiddle.set(edge.id, pointAt(curve, 0.5)));
  const byLine = new Map(scene.onlooking.filter((look) => scene.nodeById.has(look.who))
    .flatMap((look) => look.edges.filter((id) => curveMiddle.has(id)).slice(0, 1).map((id) => [`${look.who}\n${id}`, { who: look.who, to: curveMiddle.get(id) }])));
  return [...byLine.values()];
};

const paintTies = (ctx, lines, at) => {
  ctx.save();
  ctx.strokeStyle = theme.quiet;
  ctx.lineWidth = 1.5;
  ctx.setLineDash([2, 4]);
  for (const { who, to } of ties(lines)) {
    ctx.beginPath();
    ctx.moveTo(at[who].x, at[who].y);
    ctx.lineTo(to.x, to.y);
    ctx.stroke();
  }
  ctx.restore();
};

const paintNodeHalo = (ctx, at) => {
  for (const id of [state.selected, state.hovered]) {
    if (!scene.marks.some((one) => one.id === id)) continue;
    ctx.beginPath();
    ctx.arc(at[id].x, at[id].y, isFolded() ? radiusOf(id) + 6 * unit() : kindOf(scene.nodeById.get(id)).size * 1.3 + 7, 0, 2 * Math.PI);
    ctx.fillStyle = theme.halo;
    ctx.fill();
  }
};

const paintBefore = (ctx) => {
  if (!scene?.drawn || moved.paint(ctx)) return;
  const [at, lines] = [placesNow(), curves()];
  if (isFolded()) { paintFolded(ctx, lines); return; }
  paintGhosts(ctx, at);
  paintTies(ctx, lines, at);
  paintNodeHalo(ctx, at);
  lines.forEach((item) => paintEdge(ctx, item));
};
const startDrag = (event) => {
  state.panning = !event.nodes.length;
  if (state.panning && scene.drawn.length + scene.marks.length > MOVED) moved.start();
};
const endDrag = (event) => {
  state.panning = false;
  moved.stop();
  const at = network.getPositions();
  event.nodes.forEach((id) => { if (at[id]) pin(id, at[id]); });
  redraw();
};

/** Of a mark that a choice has taken away, its outline. */
const paintMarkGhost = (ctx, id) => {
  const fold = foldById(id);
  paintNode(ctx, fold ? { ...fold, kind: 'group', members: [] } : cast().get(id), stage.at[id].x, stage.at[id].y, 1, true);
};

/** Paints a drawing with groups: lines between marks, marks, then what is within opened groups. */
const paintFolded = (ctx, lines) => {
  const [at, k] = [stage.at, unit()];
  const [between, inner] = [lines.filter(({ edge }) => !scene.inner.has(edge.id)), lines.filter(({ edge }) => scene.inner.has(edge.id))];
  const here = new Set([...scene.marks, ...scene.open].map((one) => one.id));
  // What a choice has taken away stays as its outline.
  stage.top.forEach((id) => { if (!here.has(id)) paintMarkGhost(ctx, id); });
  between.sort(by(({ edge }) => edge.id === state.selected || edge.id === state.hovered, ({ edge }) => -edge.width)).forEach((item) => (item.edge.bundle ? paintBundle : paintEdge)(ctx, item, k));
  scene.open.forEach((one) => paintHull(ctx, one));
  paintTies(ctx, lines, at);
  paintNodeHalo(ctx, at);
  inner.forEach((item) => paintEdge(ctx, item, edgeUnit(item.edge)));
  scene.marks.forEach((node) => paintNode(ctx, node, at[node.id].x, at[node.id].y, k));
};

const paintAfter = (ctx) => {
  if (!scene?.drawn || moved.isOn()) return;
  const scale = network.getScale();
  // If there are many names, new ones are added once the drawing is still.
  (state.panning && labels.key ? labels.list : labelsNow(ctx)).forEach((label) => paintLabel(ctx, label, 1 / scale));
};

// -------------------------------------------------------------------------------------------------- what one does

/** Zooms so that everything is visible that this level may show. */
const fit = () => {
  if (!scene?.drawn || !container.clientWidth) return;
  measureFrame();
  const { box } = stage;
  const scale = Math.max(0.02, Math.min(1.4, frame.width / box.w, frame.height / box.h));
  const centre = { x: box.x + box.w / 2, y: box.y + box.h / 2 };
  room = boxAt(centre, (frame.width - 6) / scale, (frame.height - 6) / scale);
  const over = corner();
  buttons = { x: room.x + over.x / scale, y: room.y + over.y / scale, w: Math.max(1e-9, over.w / scale), h: Math.max(1e-9, over.h / scale) };
  labels.key = '';
  network.moveTo({ position: centre, scale, animation: false });
};

/** The id of the actor or line at a point of the drawing, or of the label there; or null. */
const hit = (point) => {
  const at = placesNow();
  // Small marks are hit from somewhat farther away, whichever is nearest.
  const reach = (node) => (isFolded() ? Math.max(radiusOf(node.id), (scene.sizes.has(node.id) ? 10 : 4) / network.getScale()) + 2 / network.getScale() : radiusOf(node.id) + 2);
  const node = scene.marks.map((one) => ({ id: one.id, away: distance(at[one.id], point) - reach(one) })).reduce((a, b) => (b.away < a.away ? b : a), { id: null, away: 0 });
  if (node.id !== null) return node.id;
  const k = 1 / network.getScale();
  // The dots of a line are its middle: a name that lies over another part of it does not take them.
  const every = curves();
  const dot = every.find(({ edge, curve }) => edge.dots.length > 0 && dotsOf(edge, curve, isFolded() ? edgeUnit(edge) : 1).some((each) => distance(each, point) <= each.r + 1.5 * k));
  if (dot) return dot.edge.id;
  const label = labels.list.find((candidate) => inside(candidate.box, point));
  if (label) return label.id;
  const ground = isFolded() ? scene.open.find((one) => inside(stage.hulls[one.id], point)) : null;
  // Over an opened group, only what is within it is near.
  const near = every.filter(({ edge }) => !ground || scene.inner.has(edge.id)).map(({ edge, curve }) => ({ id: edge.id, away: distanceToCurve(curve, point) - (widthOf(edge) / 2) * (isFolded() ? edgeUnit(edge) : 1) }))
    .reduce((a, b) => (b.away < a.away ? b : a), { id: null, away: 7 * k });
  return near.id ?? ground?.id ?? null;
};

/** A point of the window at which a click opens this actor or line; null where something else covers all of it. */
const where = (id) => {
  const line = curves().find(({ edge }) => edge.id === id);
  const points = line ? samples(line.curve, SAMPLES) : scene.marks.some((one) => one.id === id) ? [placesNow()[id]] : [];
  // The middle of the longest piece that nothing covers.
  const [first, length] = points.reduce(([best, most, run], candidate, i) => {
    const now = hit(candidate) === id ? run + 1 : 0;
    return now > most ? [i - now + 1, now, now] : [best, most, now];
  }, [0, 0, 0]);
  if (!length) return null;
  const point = points[first + Math.floor(length / 2)];
  const [inDrawing, corner] = [network.canvasToDOM(point), container.getBoundingClientRect()];
  return { x: inDrawing.x + corner.x, y: inDrawing.y + corner.y };
};

/** Lights these lines, and dims all others; none of them: lights all. */
const light = (ids) => {
  state.lit = new Set(ids.flatMap((id) => { const edge = scene.edgeById.get(id); return edge ? [id, shownAs(edge), edge.from, edge.to, standsFor(edge.from), standsFor(edge.to)] : []; }));
  redraw();
};

const hover = (id, event = null) => {
  showTip(id, event);
  if (state.hovered === id) return;
  state.hovered = id;
  container.style.cursor = id === null ? '' : 'pointer';
  redraw();
};
const zoom = (factor) => network.moveTo({ scale: network.getScale() * factor, animation: false });

/** Where a press began, or null once it has become a drag. */
let pressed = null;
container.addEventListener('pointerdown', (event) => { pressed = { x: event.clientX, y: event.clientY }; });
// The browser's own click, which comes last of all that a tap is turned into: whatever opens then cannot be hit by the same tap.
container.addEventListener('click', (event) => {
  if (!pressed || Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) > 8) return;
  const id = hit(pointOf(event));
  const [one, other] = [state.selected, id];
  if (id === null) close();
  else if (event.shiftKey && one !== other && isActor(one) && isActor(other)) change({ between: [one, other] });
  else if (foldById(id) && !isOpen(id)) { hover(null); openFold(id, narrow.matches); if (!narrow.matches) select(id); }
  else select(scene.bundleById?.get(id)?.bundle.length === 1 ? scene.bundleById.get(id).bundle[0].id : id);
});
/** Whether this is the id of an actor that is drawn, with a name. */
const isActor = (id) => scene.nodeById.has(id) && scene.nodeById.get(id).kind !== 'unnamed';
/** The point of the drawing at which a pointer is. */
const pointOf = (event) => {
  const corner = container.getBoundingClientRect();
  return network.DOMtoCanvas({ x: event.clientX - corner.x, y: event.clientY - corner.y });
};
container.addEventListener('mousemove', (event) => {
  if (!event.buttons) hover(hit(pointOf(event)), event);
});
container.addEventListener('mouseleave', () => hover(null));
/** Lays the drawing out again when the window has another size. */
const refill = () => {
  if (!scene?.drawn || !container.clientWidth) return;
  const before = frame;
  measureFrame();
  if (Math.abs(before.width - frame.width) > 1 || Math.abs(before.height - frame.height) > 1) { stage.key = ''; putOn(scene); lookAtFold(); }
};
dark.addEventListener('change', () => { theme = readTheme(); redraw(); });
document.addEventListener('keydown', (event) => { if (event.key === 'Escape' && !find('copied').open) close(); });
find('zoom-in').addEventListener('click', () => zoom(1.3));
find('zoom-out').addEventListener('click', () => zoom(1 / 1.3));
find('zoom-fit').addEventListener('click', fit);

