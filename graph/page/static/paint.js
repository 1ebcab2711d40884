// -------------------------------------------------------------------------------------------------------- drawing

const narrow = matchMedia('(max-width: 56rem)');
const dark = matchMedia('(prefers-color-scheme: dark)');
const container = find('network');

/** The colours of the style sheet, for the canvas. */
const readTheme = () => {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const names = ['paper', 'ink', 'quiet', 'line', 'open', 'contested', 'halo', 'side-none'];
  return { ...Object.fromEntries(names.map((name) => [name, colour(name)])),
    sides: Array.from({ length: SIDE_COLOURS }, (_, i) => colour(`side-${i}`)) };
};
let theme = readTheme();

const paths = Object.fromEntries(Object.entries(SHAPES).map(([name, d]) => [name, Object.assign(new Path2D(d), { d })]));
const radiusOf = (id) => kindOf(scene.nodeById.get(id)).size * 1.15;

const sideColour = (node) => {
  const side = sideNumber(data.sides, node.side);
  return side === null ? theme['side-none'] : theme.sides[side];
};

/** Paints the mark of one node; vis-network calls it. `k` enlarges it. */
const paintNode = (ctx, node, x, y, k = 1) => {
  const { shape, size: own } = kindOf(node);
  const size = own * k;
  ctx.save();
  ctx.translate(x, y);
  ctx.scale(size, size);
  const lineWidth = (px_) => (px_ * k) / size;
  const open = node.kind === 'unnamed' || node.onlooker;
  ctx.fillStyle = open ? theme.paper : sideColour(node);
  ctx.fill(paths[shape]);
  ctx.strokeStyle = node.onlooker && node.side !== null ? sideColour(node) : theme.ink;
  ctx.lineWidth = lineWidth(node.onlooker ? 2.5 : 1.4);
  ctx.setLineDash(open ? [lineWidth(3), lineWidth(2.5)] : []);
  ctx.stroke(paths[shape]);
  if (node.kind === 'unnamed') {
    ctx.fillStyle = theme.ink;
    ctx.font = `600 1.1px ${FONT}`;
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    ctx.fillText('?', 0, 0.05);
  }
  ctx.restore();
};

const visNode = (node) => ({
  id: node.id, ...scene.start[node.id], shape: 'custom', size: kindOf(node).size,
  ctxRenderer: ({ ctx, x, y }) => ({
    drawNode: () => paintNode(ctx, node, x, y),
    nodeDimensions: { width: 2.3 * kindOf(node).size, height: 2.3 * kindOf(node).size },
  }),
});

/** The edge as vis-network needs it. Painting and hit testing are done here, because vis-network has no hatched lines. */
const visEdge = (edge) => ({ id: edge.id, from: edge.from, to: edge.to, hidden: true });

const network = new vis.Network(container, { nodes: new vis.DataSet(), edges: new vis.DataSet() },
  { physics: false, autoResize: true, layout: { improvedLayout: false }, interaction: { selectConnectedEdges: false },
    nodes: { chosen: false } });

/** Whether there are too many lines or nodes to paint in one frame; crowd.js then paints them once the drawing is still. */
const isCrowd = () => scene.nodes.length > 700 || scene.drawn.length > 500;

/** The window's size when it was last seen: the drawing may be hidden behind another tab. */
let frame = { width: 900, height: 600 };
const measureFrame = () => { if (container.clientWidth) frame = { width: container.clientWidth, height: container.clientHeight }; };

/** Puts a scene on the stage. */
const putOn = (next) => {
  // The window may have changed since vis-network measured it, which would rescale the view later.
  if (container.clientWidth) network.canvas.setSize();
  scene = next;
  state.moved = false;
  measureFrame();
  scene.start = positions(scene.nodes, frame.width, frame.height);
  scene.drawn = scene.edges.filter((edge) => scene.start[edge.from] && scene.start[edge.to]);
  scene.bend = bends(scene.drawn, scene.nodes, scene.start);
  scene.busiest = busiest();
  curveMiddle.clear();
  crowd.forget();
  // vis-network would call each node's painter in each frame, so for a crowd it is given no nodes at all.
  const vis_ = isCrowd() ? { nodes: [], edges: [] } : { nodes: scene.nodes.map(visNode), edges: scene.drawn.map(visEdge) };
  network.setData({ nodes: new vis.DataSet(vis_.nodes), edges: new vis.DataSet(vis_.edges) });
  fit();
};

/** The current positions of the nodes. */
const placesNow = () => (isCrowd() ? scene.start : network.getPositions());

/** Each drawn edge with its curve, at the current positions of the nodes. */
const curves = (edges = scene.drawn) => {
  const at = placesNow();
  return edges.map((edge) => {
    const [from, to] = [at[edge.from], at[edge.to]];
    return { edge, curve: edge.from === edge.to ? loop(from, radiusOf(edge.from)) : [from, control(from, to, scene.bend[edge.id]), to] };
  });
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

/** The colour of a line: red if an act of it is contested or all are denied, grey if its sources leave open who or what. */
const lineColour = (edge) => (edge.contested || edge.denied ? theme.contested : edge.left_open ? theme.open : theme.line);

/** Paints a line with all its marks; `k` enlarges the marks when the drawing is zoomed out. */
const paintEdge = (ctx, { edge, curve }, k = 1) => {
  const isLoop = edge.from === edge.to;
  const [gapFrom, gapTo] = isLoop ? [0, 0] : [radiusOf(edge.from) + 2, radiusOf(edge.to) + 3];
  const [width, hollow] = [widthOf(edge) * k, edge.hedged || edge.attempted];
  const head = edge.directed ? 9 * k + width * 1.1 : 0;
  const [from, to, tip] = [leaving(curve, gapFrom), leaving(curve, gapTo + head * 0.9, true), leaving(curve, gapTo, true)];
  const visible = part(curve, from, Math.max(from, to));
  ctx.save();
  if (state.lit.size && !state.lit.has(edge.id)) ctx.globalAlpha = 0.15;
  if (state.selected === edge.id || state.hovered === edge.id) {
    ctx.strokeStyle = theme.halo;
    ctx.lineWidth = width + 11 * k;
    ctx.lineCap = 'round';
    trace(ctx, visible);
    ctx.lineCap = 'butt';
  }
  ctx.strokeStyle = lineColour(edge);
  ctx.setLineDash((edge.denied ? [2, 6] : edge.groups.length < 2 ? [9, 6] : []).map((px_) => px_ * k));
  ctx.lineWidth = width + (hollow ? 2.5 * k : 0);
  trace(ctx, visible);
  if (hollow) {
    ctx.setLineDash([]);
    ctx.strokeStyle = theme.paper;
    ctx.lineWidth = Math.max(2 * k, width - 0.5 * k);
    trace(ctx, visible);
    ctx.strokeStyle = lineColour(edge);
  }
  if (edge.contested) paintTicks(ctx, visible, width / 2 + 4.5 * k, k);
  if (head) paintHead(ctx, pointAt(curve, tip), pointAt(curve, to), head, hollow ? theme.paper : ctx.strokeStyle);
  ctx.restore();
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
    if (!scene.nodeById.has(id)) continue;
    ctx.beginPath();
    ctx.arc(at[id].x, at[id].y, kindOf(scene.nodeById.get(id)).size * 1.3 + 7, 0, 2 * Math.PI);
    ctx.fillStyle = theme.halo;
    ctx.fill();
  }
};

// ---- labels, placed again when the view has changed

let labels = { key: '', list: [] };
/** The buttons of the zoom, which lie over a corner of it. */
let buttons = { x: 0, y: 0, w: 1e-9, h: 1e-9 };
/** The visible area when everything fits: labels stay inside it, wherever the view is moved later. */
let room = { x: -500, y: -500, w: 1000, h: 1000 };
const px = () => (narrow.matches ? 11 : 13);

/** One label in world units: its lines, and its candidate boxes. */
const nodeWanted = (ctx, node, at, k) => {
  ctx.font = `600 ${px()}px ${FONT}`;
  const lines = wrap(paintable(node.label), (text) => ctx.measureText(text).width, narrow.matches ? 95 : 140, narrow.matches ? 3 : 2);
  const [w, h] = [(Math.max(...lines.map((text) => ctx.measureText(text).width)) + 6) * k, (lines.length * (px() + 3) + 2) * k];
  const [p, r] = [at[node.id], radiusOf(node.id) + 2];
  const boxes = [[0, r + h / 2], [0, -r - h / 2], [r + w / 2, 0], [-r - w / 2, 0],
    [r + w / 2, h / 2], [-r - w / 2, h / 2], [r + w / 2, -h / 2], [-r - w / 2, -h / 2],
    [w / 3, r + h / 2], [-w / 3, r + h / 2], [w / 3, -r - h / 2], [-w / 3, -r - h / 2], [0, r + h], [0, -r - h]]
    .map(([dx, dy]) => boxAt({ x: p.x + dx, y: p.y + dy }, w, h));
  return { id: node.id, lines, boxes, name: true };
};

/** Whether a line's label comes before those of others: it is open, or in dispute. */
const isFirst = (edge) => edge.contested || edge.id === state.selected;

const edgeWanted = (ctx, { edge, curve }, k) => {
  ctx.font = `${px() - 1}px ${FONT}`;
  const lines = wrap(paintable(edgeText(edge, scene.drawn.length > 20 ? 1 : 2)), (text) => ctx.measureText(text).width, 150, 2);
  const [w, h] = [(Math.max(...lines.map((text) => ctx.measureText(text).width)) + 8) * k, (lines.length * (px() + 2) + 2) * k];
  const first = isFirst(edge);
  const middles = [0.5, 0.43, 0.57, 0.36, 0.64, 0.29, 0.71, 0.22, 0.78].map((t) => pointAt(curve, t));
  // What is in dispute or open is worth a place that is not the middle of its line.
  const boxes = [0, ...(first ? [0.3, -0.3, 0.6, -0.6] : [])].flatMap((aside) => middles.map((p) => boxAt({ x: p.x + aside * w, y: p.y }, w, h)));
  return { id: edge.id, lines, boxes, red: edge.contested || edge.denied };
};

const tieWanted = (ctx, tie, at, k) => {
  ctx.font = `italic ${px() - 1}px ${FONT}`;
  const [w, h] = [(ctx.measureText('looks on').width + 6) * k, (px() + 3) * k];
  const boxes = [0.5, 0.4, 0.6, 0.3, 0.7].map((t) => boxAt(
    { x: at[tie.who].x + t * (tie.to.x - at[tie.who].x), y: at[tie.who].y + t * (tie.to.y - at[tie.who].y) }, w, h));
  return { id: tie.who, lines: ['looks on'], boxes, italic: true };
};

/** The nodes, those with most lines first: they get their labels first if there is no room for all. */
const busiest = () => {
  const lines = new Map(scene.nodes.map((node) => [node.id, 0]));
  scene.drawn.forEach((edge) => [edge.from, edge.to].forEach((id) => lines.set(id, lines.get(id) + 1)));
  return [...scene.nodes].sort((a, b) => lines.get(b.id) - lines.get(a.id));
};
/** How many names a crowd shows at once; zooming in shows others. */
const NAMES_AT_ONCE = 150;

/** The nodes to label: all; in a crowd, the visible ones with most lines. */
const named = (at, scale) => {
  if (scene.nodes.length <= NAMES_AT_ONCE) return scene.busiest;
  const seen = boxAt(network.getViewPosition(), frame.width / scale, frame.height / scale);
  return scene.busiest.filter((node) => inside(seen, at[node.id])).slice(0, NAMES_AT_ONCE);
};

const makeLabels = (ctx, lines, at, scale) => {
  const k = 1 / scale;
  const blocks = (isCrowd() ? [] : scene.nodes).map((node) => boxAt(at[node.id], 2 * radiusOf(node.id), 2 * radiusOf(node.id)));
  const points = (scene.drawn.length > CROWD ? [] : lines).flatMap(({ edge, curve }) => samples(curve, SAMPLES).map((p) => ({ ...p, w: 0, h: 0, id: edge.id })));
  const firstTies = ties(lines).filter((tie, i, all) => all.findIndex((other) => other.who === tie.who) === i);
  // What was opened comes first: a name nearby finds another place.
  const [open, others] = [lines.filter(({ edge }) => edge.id === state.selected), lines.filter(({ edge }) => edge.id !== state.selected)];
  return placeLabels([
    ...open.map((item) => edgeWanted(ctx, item, k)).filter((label) => label.lines.join('')),
    ...named(at, scale).map((node) => nodeWanted(ctx, node, at, k)),
    ...(scene.drawn.length > CROWD && scale < 0.7 ? [] : [...others].sort(by(({ edge }) => !isFirst(edge)))).map((item) => edgeWanted(ctx, item, k)).filter((label) => label.lines.join('')),
    ...firstTies.map((tie) => tieWanted(ctx, tie, at, k)),
  ], [...blocks, buttons], points, room);
};

const paintLabel = (ctx, label, k) => {
  const { box } = label;
  const size = label.name ? px() : px() - 1;
  ctx.save();
  ctx.globalAlpha = label.name ? 0.8 : 0.92;
  ctx.fillStyle = theme.paper;
  ctx.beginPath();
  ctx.roundRect(box.x, box.y, box.w, box.h, 3 * k);
  ctx.fill();
  ctx.globalAlpha = 1;
  ctx.fillStyle = label.red ? theme.contested : label.italic ? theme.quiet : theme.ink;
  ctx.font = `${label.name ? '600 ' : label.italic ? 'italic ' : ''}${size * k}px ${FONT}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  label.lines.forEach((text, i) => ctx.fillText(text, box.x + box.w / 2, box.y + (box.h / label.lines.length) * (i + 0.5)));
  ctx.restore();
};

network.on('beforeDrawing', (ctx) => {
  if (!scene?.drawn) return;
  if (isCrowd()) { crowd.paint(ctx); return; }
  const [at, lines] = [placesNow(), curves()];
  paintTies(ctx, lines, at);
  paintNodeHalo(ctx, at);
  lines.forEach((item) => paintEdge(ctx, item));
});
network.on('dragStart', (event) => { state.panning = !event.nodes.length; state.moved ||= event.nodes.length > 0; });
network.on('dragEnd', () => { state.panning = false; network.redraw(); });

/** The labels for the visible area, placed again when it has changed. */
const labelsNow = (ctx) => {
  const [at, scale] = [placesNow(), network.getScale()];
  const many = scene.nodes.length > NAMES_AT_ONCE;
  const key = JSON.stringify([scale.toFixed(2), px(), state.selected, many ? network.getViewPosition() : at]);
  if (labels.key !== key) labels = { key, list: makeLabels(ctx, isCrowd() ? [] : curves(), at, scale) };
  return labels.list;
};
network.on('afterDrawing', (ctx) => {
  if (!scene?.drawn || isCrowd()) return;
  const scale = network.getScale();
  // If there are many names, new ones are added once the drawing is still.
  (state.panning && labels.key ? labels.list : labelsNow(ctx)).forEach((label) => paintLabel(ctx, label, 1 / scale));
});

// -------------------------------------------------------------------------------------------------- what one does

/** Zooms so that everything is visible, with room for labels at the rim. */
const fit = () => {
  if (!scene?.drawn || !container.clientWidth) return;
  measureFrame();
  const at = Object.values(placesNow());
  if (!at.length) return;
  const [xs, ys] = [at.map((p) => p.x), at.map((p) => p.y)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const scaleFor = (size, span, edge) => Math.max(0.02, (size - 2 * edge) / Math.max(1, span));
  const scale = Math.min(1.4,
    scaleFor(frame.width, right - left, narrow.matches ? 50 : 90), scaleFor(frame.height, bottom - top, 55));
  const centre = middle({ x: left, y: top }, { x: right, y: bottom });
  room = boxAt(centre, (frame.width - 8) / scale, (frame.height - 8) / scale);
  buttons = { x: room.x, y: room.y, w: 120 / scale, h: 45 / scale };
  labels.key = '';
  network.moveTo({ position: centre, scale, animation: false });
};

/** The id of the actor or line at a point of the drawing, or of the label there; or null. */
const hit = (point) => {
  const at = placesNow();
  const node = scene.nodes.find((candidate) => distance(at[candidate.id], point) < radiusOf(candidate.id) + 2);
  if (node) return node.id;
  const label = labels.list.find((candidate) => inside(candidate.box, point));
  if (label) return label.id;
  const near = (isCrowd() ? crowd.near(point) : curves()).map(({ edge, curve }) => ({ id: edge.id, away: distanceToCurve(curve, point) - widthOf(edge) / 2 }))
    .reduce((a, b) => (b.away < a.away ? b : a), { id: null, away: 7 / network.getScale() });
  return near.id;
};

/** A point of the window at which a click opens this actor or line; null where something else covers all of it. */
const where = (id) => {
  const line = curves().find(({ edge }) => edge.id === id);
  const points = line ? samples(line.curve, SAMPLES) : scene.nodeById.has(id) ? [placesNow()[id]] : [];
  const point = points.find((candidate) => hit(candidate) === id);
  if (!point) return null;
  const [inDrawing, corner] = [network.canvasToDOM(point), container.getBoundingClientRect()];
  return { x: inDrawing.x + corner.x, y: inDrawing.y + corner.y };
};

/** Lights these lines, and dims all others; none of them: lights all. */
const light = (ids) => {
  state.lit = new Set(ids);
  network.redraw();
};

const hover = (id) => {
  if (state.hovered === id) return;
  state.hovered = id;
  container.style.cursor = id === null ? '' : 'pointer';
  network.redraw();
};
const zoom = (factor) => network.moveTo({ scale: network.getScale() * factor, animation: false });

network.on('click', (event) => { const id = hit(event.pointer.canvas); if (id === null) close(); else select(id); });
container.addEventListener('mousemove', (event) => {
  const corner = container.getBoundingClientRect();
  if (!event.buttons && !isCrowd()) hover(hit(network.DOMtoCanvas({ x: event.clientX - corner.x, y: event.clientY - corner.y })));
});
container.addEventListener('mouseleave', () => hover(null));
/** Lays the drawing out again when the window has another size, unless actors have been moved by hand. */
const refill = () => {
  if (!scene?.drawn || !container.clientWidth) return;
  const before = frame;
  measureFrame();
  if (state.moved || (Math.abs(before.width - frame.width) < 8 && Math.abs(before.height - frame.height) < 8)) fit();
  else putOn(scene);
};
network.on('resize', () => requestAnimationFrame(refill));
dark.addEventListener('change', () => { theme = readTheme(); crowd.forget(); network.redraw(); });
document.addEventListener('keydown', (event) => { if (event.key === 'Escape' && !find('copied').open) close(); });
find('zoom-in').addEventListener('click', () => zoom(1.3));
find('zoom-out').addEventListener('click', () => zoom(1 / 1.3));
find('zoom-fit').addEventListener('click', fit);
// The keyboard skips the drawing: everything in it is also in the lists.
container.querySelectorAll('[tabindex]').forEach((element) => element.setAttribute('tabindex', '-1'));

