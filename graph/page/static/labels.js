// --------------------------------------------------------------------------------------------------------- labels
// Names and labels are placed in the window's own pixels, in this order: names, what is contested, what is open or under
// the pointer, then whatever has a clear place. A name is nearer its own mark than any other, and covers none; whatever
// finds no such place is left out, and appears when one looks closer.

/** Text safe to paint: one line, without control characters and direction overrides, which would reorder neighbours. */
const paintable = (text) => String(text).replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g, ' ').trim();

/** Text in at most `most` lines no wider than `width`, the last one cut with an ellipsis. */
const wrap = (text, measure, width, most) => {
  const lines = [];
  let line = '';
  const fits = (candidate) => measure(candidate) <= width;
  for (const word of text.split(/\s+/)) {
    const longer = line ? `${line} ${word}` : word;
    if (!line || fits(longer)) line = longer;
    else { lines.push(line); line = word; }
  }
  lines.push(line);
  return lines.slice(0, most).map((full, i) => {
    const cut = i === most - 1 && lines.length > most;
    let shown = full;
    while (shown && !fits(shown + (cut ? '…' : ''))) shown = [...shown].slice(0, -1).join('');
    return cut || shown !== full ? `${shown.trimEnd()}…` : shown;
  });
};

/** The label of a line: its first kinds of act, at most `most`, each with the mark of its own grade; what is in dispute first. */
const edgeText = (edge, most) => (edge.bundle ? bundleWords(edge) : edge.kinds.slice(0, most).map(({ words, grade }) => (GRADE_MARK[grade] || '') + words).join(', ')
  + (edge.kinds.length > most ? ` +${edge.kinds.length - most}` : ''));

const overlap = (a, b) => Math.max(0, Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x))
  * Math.max(0, Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y));
const inside = (box, p) => p.x >= box.x && p.x <= box.x + box.w && p.y >= box.y && p.y <= box.y + box.h;
const coverage = (box, others) => others.near(box).reduce((sum, other) => sum + overlap(box, other) / Math.min(box.w * box.h, other.w * other.h), 0);
/** How far a point is from a box; 0 inside it. */
const distanceToBox = (box, p) => Math.hypot(Math.max(box.x - p.x, 0, p.x - box.x - box.w), Math.max(box.y - p.y, 0, p.y - box.y - box.h));

/** Whether a name in this box is nearer its own mark than any other, from its rim and from its middle, and covers none. */
const isNearest = (box, own, marks) => {
  const centre = { x: box.x + box.w / 2, y: box.y + box.h / 2 };
  const away = (mark_) => [distanceToBox(box, mark_.at) - mark_.r, distance(centre, mark_.at) - mark_.r];
  const [rim, middle_] = away(own);
  if (rim < 0) return false;
  const reach = Math.max(rim, middle_) + own.r;
  return marks.near({ x: box.x - reach, y: box.y - reach, w: box.w + 2 * reach, h: box.h + 2 * reach })
    .every((other) => other.id === own.id || (away(other)[0] > rim + own.slack && away(other)[1] > middle_ + own.slack && away(other)[0] > 0));
};

/** A box moved no further than it takes to be inside a room. */
const shifted = (box, room) => ({
  ...box,
  x: Math.max(room.x, Math.min(box.x, room.x + room.w - box.w)),
  y: Math.max(room.y, Math.min(box.y, room.y + room.h - box.h)),
});

/** Whether a label in this box is nearer its own line than any other. */
const isByItsLine = (box, id, points) => {
  const away = (those) => Math.min(Infinity, ...those.map((p) => distanceToBox(box, p)));
  const near = points.near({ x: box.x - box.h * 2, y: box.y - box.h * 2, w: box.w + box.h * 4, h: box.h * 5 });
  return away(near.filter((p) => p.id === id)) < away(near.filter((p) => p.id !== id));
};

/**
 * Labels with their boxes. `wanted`: [{id, lines, boxes, name, first}], the most important first; `own` of a name is its mark.
 * `marks` and `dots` are grids of what no label covers, `points` of points on lines, `room` is the box in which labels stay.
 */
const placeLabels = (wanted, marks, dots, points, room) => {
  const placed = grid(room.w / 12);
  return wanted.flatMap((label) => {
    let best = { cost: Infinity };
    label.boxes.forEach(({ box: wanted_, far = 0, lines, to = null }, i) => {
      const box = label.name ? shifted(wanted_, room) : wanted_;
      const outside = 1 - overlap(box, room) / (box.w * box.h);
      if (coverage(box, placed) > 0 || coverage(box, marks) > 0 || outside > 0.02) return;
      if (label.name && !label.free && !isNearest(box, label.own, marks)) return;
      const onDots = coverage(box, dots);
      if (onDots > 0 && !label.name && !label.first) return;
      const under = points.near(box).filter((p) => inside(box, p));
      const others = under.filter((p) => p.id !== label.id).length;
      if (!label.name && !label.first && (others || under.length > SAMPLES * 0.6)) return;
      // A label on the line of another, or nearer to it, would be read as that one's: with a thin line to its own it is not.
      const strange = !label.name && !label.italic && !to && !isByItsLine(box, label.id, points);
      if (strange && !label.first) return;
      const cost = (strange ? 6 : 0) + onDots * 4 + (label.name ? 0.3 * others : others && 2.5 + 0.3 * others) + far * 0.02 + i * 0.02;
      if (cost < best.cost) best = { box, cost, to, lines: lines || label.lines };
    });
    if (!best.box) return [];
    placed.add(best.box);
    return [{ ...label, box: best.box, lines: best.lines, to: best.to, boxes: null }];
  });
};

// ---- what is to be named

let labels = { key: '', list: [] };
/** The visible area when everything fits: labels stay inside it, wherever the view is moved later. */
let room = { x: -500, y: -500, w: 1000, h: 1000 };
/** What lies over the drawing, such as the buttons of the zoom. */
let buttons = { x: 0, y: 0, w: 1e-9, h: 1e-9 };
/** The size of names on the screen: somewhat smaller where all of a large drawing is shown. */
const px = () => { const most = narrow.matches || isTall() ? 11 : 13; return Math.max(10, Math.min(most, most * network.getScale())); };

/** The names of a node, set in few and in more lines, each with the boxes in which it may stand. */
const nodeWanted = (ctx, node, at, k, size = px(), r = radiusOf(node.id)) => {
  ctx.font = `600 ${size}px ${FONT}`;
  const measure = (text) => ctx.measureText(text).width;
  const text = paintable(node.label);
  const p = at[node.id];
  const set = isTall() ? [[92, 3], [150, 2], [70, 4]] : [[140, 2], [210, 1], [95, 3]];
  const seen = new Set();
  const boxes = set.flatMap(([width, most], turn) => {
    const lines = wrap(text, measure, width, most);
    // A name that would be cut is set in more lines where these show more of it.
    if (seen.has(lines.join('\n')) || (turn && lines.some((line) => line.endsWith('…')))) return [];
    seen.add(lines.join('\n'));
    const [w, h] = [(Math.max(...lines.map(measure)) + 6) * k, (lines.length * (size + 3) + 2) * k];
    const gap = r + 2 * k;
    return [[0, gap + h / 2], [0, -gap - h / 2], [gap + w / 2, 0], [-gap - w / 2, 0],
      [w / 4, gap + h / 2], [-w / 4, gap + h / 2], [w / 4, -gap - h / 2], [-w / 4, -gap - h / 2],
      [gap + w / 2, h / 3], [-gap - w / 2, h / 3], [gap + w / 2, -h / 3], [-gap - w / 2, -h / 3],
      [w / 2, gap + h / 2], [-w / 2, gap + h / 2], [w / 2, -gap - h / 2], [-w / 2, -gap - h / 2]]
      .map(([dx, dy]) => ({ box: boxAt({ x: p.x + dx, y: p.y + dy }, w, h), lines, far: turn * 12 }));
  });
  return { id: node.id, lines: [], boxes, name: true, own: { id: node.id, at: p, r, slack: 0.5 * k } };
};

/** The name of an opened group, above or below its outline. */
const hullWanted = (ctx, { id, label }, k, size = px()) => {
  ctx.font = `600 ${size}px ${FONT}`;
  const lines = wrap(paintable(label), (text) => ctx.measureText(text).width, 260, 1);
  const { x, y, w, h } = stage.hulls[id];
  const high = (size + 6) * k;
  return { id, lines, name: true, free: true, boxes: [y - high / 2 - 3 * k, y + h + high / 2 + 3 * k].map((at) => ({ box: boxAt({ x: x + w / 2, y: at }, (Math.max(...lines.map((text) => ctx.measureText(text).width)) + 8) * k, high) })) };
};

/** Whether a line is seen at about the size at which it was laid out; those within an opened group of hundreds are not, until one looks closer. */
const isNear = (edge) => !isFolded() || edgeUnit(edge) > 0.6 / network.getScale();
/** Whether a line is labelled even where its label hides a piece of another line. */
const isFirst = (edge) => (edge.contested && !edge.bundle && isNear(edge)) || edge.id === state.selected || edge.id === state.hovered;

const TURNS = Array.from({ length: 16 }, (_, i) => [Math.cos((i * Math.PI) / 8), Math.sin((i * Math.PI) / 8)]);

const edgeWanted = (ctx, { edge, curve }, k, size = px()) => {
  ctx.font = `${size - 1}px ${FONT}`;
  const lines = wrap(paintable(edgeText(edge, 1)), (text) => ctx.measureText(text).width, 150, 2);
  const [w, h] = [(Math.max(...lines.map((text) => ctx.measureText(text).width)) + 8) * k, (lines.length * (size + 2) + 2) * k];
  const first = isFirst(edge);
  const boxes = [0.5, 0.36, 0.64, 0.43, 0.57, 0.29, 0.71, 0.22, 0.78].flatMap((t) => {
    const [p, q] = [pointAt(curve, t), pointAt(curve, t + 0.01)];
    const long = distance(p, q) || 1;
    const [nx, ny] = [-(q.y - p.y) / long, (q.x - p.x) / long];
    // Beside the line: as far as the box reaches towards it.
    const off = Math.abs(nx) * (w / 2) + Math.abs(ny) * (h / 2) + 9 * k;
    return [[p, 4], [{ x: p.x + nx * off, y: p.y + ny * off }, 0], [{ x: p.x - nx * off, y: p.y - ny * off }, 0]]
      .map(([centre, far]) => ({ box: boxAt(centre, w, h), far: Number(far) + Math.abs(t - 0.5) * 20 }));
  });
  // What is contested or open is worth a place that is not on its line; a thin line then leads to it.
  const middle_ = pointAt(curve, 0.5);
  const away = first ? [50, 80, 120, 170, 230].flatMap((step) => TURNS.map(([x, y]) => ({ box: boxAt({ x: middle_.x + x * step * k, y: middle_.y + y * step * k * 0.7 }, w, h), far: 30 + step, to: middle_ })))
    : [];
  return { id: edge.id, lines, boxes: [...boxes, ...away], red: edge.contested || edge.denied, first };
};

const tieWanted = (ctx, tie, at, k) => {
  ctx.font = `italic ${px() - 1}px ${FONT}`;
  const [w, h] = [(ctx.measureText('looks on').width + 6) * k, (px() + 3) * k];
  const boxes = [0.5, 0.4, 0.6, 0.3, 0.7].map((t) => ({ box: boxAt(
    { x: at[tie.who].x + t * (tie.to.x - at[tie.who].x), y: at[tie.who].y + t * (tie.to.y - at[tie.who].y) }, w, h) }));
  return { id: tie.who, lines: ['looks on'], boxes, italic: true };
};

/** The marks, the largest or those with most lines first: they get their labels first if there is no room for all. */
const busiest = () => {
  const lines = new Map(scene.marks.map((node) => [node.id, 0]));
  scene.drawn.forEach((edge) => [edge.from, edge.to].forEach((id) => lines.set(id, lines.get(id) + 1)));
  return [...scene.marks].sort(by((node) => -(node.amount ?? 0), (node) => -lines.get(node.id)));
};
/** How many names stand in the drawing at once; zooming in shows others. */
const NAMES_AT_ONCE = 150;

/** The nodes to name: all; of very many, the largest in the window. */
const toName = (at, scale) => {
  const named = scene.busiest.filter((node) => node.kind !== 'unnamed');
  if (scene.marks.length <= NAMES_AT_ONCE) return named;
  const seen = boxAt(network.getViewPosition(), frame.width / scale, frame.height / scale);
  return named.filter((node) => inside(seen, at[node.id])).slice(0, NAMES_AT_ONCE);
};

const makeLabels = (ctx, lines, at, scale) => {
  const k = 1 / scale;
  // Of the window: near a few marks of many, all of them would be in one square of the whole drawing.
  const square = Math.min(room.w / 12, 90 * k);
  const [marks, dots, points] = [grid(square), grid(square), grid(square)];
  // Those that a choice has taken away as well: their ghosts are still in the picture.
  (isFolded() ? [...new Set([...stage.top.filter((id) => !isOpen(id)), ...scene.marks.map((node) => node.id)])] : Object.keys(at)).map((id) => [id, at[id]])
    .forEach(([id, p]) => { const r = radiusOf(id); marks.add({ ...boxAt(p, 2 * r, 2 * r), id, at: p, r }); });
  marks.add({ ...buttons, id: null, at: { x: 1e9, y: 1e9 }, r: 0 });
  const many = scene.drawn.length > MANY_LINES;
  if (!many) {
    lines.forEach(({ edge, curve }) => {
      samples(curve, SAMPLES).forEach((p) => points.add({ ...p, w: 0, h: 0, id: edge.id }));
      dotsOf(edge, curve, k).forEach(({ x, y, r }) => dots.add(boxAt({ x, y }, 2 * r, 2 * r)));
    });
  }
  const firstTies = ties(lines).filter((tie, i, all) => all.findIndex((other) => other.who === tie.who) === i);
  const [first, others] = [lines.filter(({ edge }) => isFirst(edge)), lines.filter(({ edge }) => !isFirst(edge))];
  const labelled = (items) => items.map((item) => edgeWanted(ctx, item, k)).filter((label) => label.lines.join(''));
  return placeLabels([
    ...(scene.open || []).map((one) => hullWanted(ctx, one, k)),
    ...toName(at, scale).map((node) => nodeWanted(ctx, node, at, k)),
    ...labelled(first.sort(by(({ edge }) => edge.id !== state.selected))),
    ...(many || isFolded() ? [] : labelled(others)),
    ...firstTies.map((tie) => tieWanted(ctx, tie, at, k)),
  ], marks, dots, points, room);
};

const paintLabel = (ctx, label, k, most = px()) => {
  const { box } = label;
  const size = label.name ? most : most - 1;
  ctx.save();
  if (label.to) {
    const from = { x: Math.max(box.x, Math.min(box.x + box.w, label.to.x)), y: Math.max(box.y, Math.min(box.y + box.h, label.to.y)) };
    ctx.strokeStyle = label.red ? theme.contested : theme.quiet;
    ctx.lineWidth = k;
    ctx.beginPath();
    ctx.moveTo(from.x, from.y);
    ctx.lineTo(label.to.x, label.to.y);
    ctx.stroke();
  }
  const faded = isFaded(label.id) ? 0.25 : 1;
  ctx.globalAlpha = (label.name ? 0.75 : 0.92) * faded;
  ctx.fillStyle = theme.paper;
  ctx.beginPath();
  ctx.roundRect(box.x, box.y, box.w, box.h, 3 * k);
  ctx.fill();
  ctx.globalAlpha = faded;
  ctx.fillStyle = label.red ? theme.contested : label.italic ? theme.quiet : theme.ink;
  ctx.font = `${label.name ? '600 ' : label.italic ? 'italic ' : ''}${size * k}px ${FONT}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  label.lines.forEach((text, i) => ctx.fillText(text, box.x + box.w / 2, box.y + (box.h / label.lines.length) * (i + 0.5)));
  ctx.restore();
};

/** The labels for the visible area, placed again when it has changed. */
const labelsNow = (ctx) => {
  const [at, scale] = [placesNow(), network.getScale()];
  const many = scene.marks.length > NAMES_AT_ONCE || isFolded();
  const key = JSON.stringify([scale.toFixed(2), px(), state.selected, state.hovered, many ? network.getViewPosition() : at]);
  if (labels.key !== key) labels = { key, list: makeLabels(ctx, curves(), at, scale) };
  return labels.list;
};
