// ------------------------------------------------------------------------------------------------------- geometry

const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);
const middle = (a, b) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

/** Numbers spread over -1 to 1: half by value, half by rank, so that one outlier does not squeeze the rest together. */
const spread = (values) => {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  const [low, high] = [sorted[0], sorted[sorted.length - 1]];
  const rank = new Map(sorted.map((value, i) => [value, i]));
  return values.map((value) => (high > low ? (value - low) / (high - low) + rank.get(value) / (sorted.length - 1) - 1 : 0));
};

/** Points moved apart until they have this distance along x or y, as far as there is room; deterministic. */
const apart = (points, dx, dy) => {
  const moved = points.map((p) => ({ ...p }));
  for (let round = 0; round < 40; round += 1) {
    moved.forEach((a, i) => moved.slice(i + 1).forEach((b) => {
      const [x, y] = [b.x - a.x, b.y - a.y];
      const [missingX, missingY] = [dx - Math.abs(x), dy - Math.abs(y)];
      if (missingX <= 0 || missingY <= 0) return;
      const axis = missingX / dx < missingY / dy ? 'x' : 'y';
      const push = ((axis === 'x' ? missingX : missingY) / 4) * (b[axis] < a[axis] ? -1 : 1);
      a[axis] -= push;
      b[axis] += push;
    }));
  }
  return moved;
};

/** The position of each node, {id: {x, y}}: the layout stretched to a frame of this size, wider for many nodes. */
const positions = (nodes, width, height) => {
  if (!nodes.length) return {};
  const grow = Math.max(1, Math.sqrt(nodes.length / 20));
  const room = Math.max(60, width / 2 - 95);
  const halfWidth = Math.max(210, room) * grow;
  // The height that is visible when the whole width fits, so that a narrow window is filled too.
  const halfHeight = Math.max(150, (height / 2 - 58) * (halfWidth / room));
  const [xs, ys] = ['x', 'y'].map((axis) => spread(nodes.map((node) => node[axis])));
  const points = xs.map((x, i) => ({ x: x * halfWidth, y: ys[i] * halfHeight }));
  const clear = nodes.length <= 300 ? apart(points, 105, 75) : points;
  return Object.fromEntries(nodes.map((node, i) => [node.id, clear[i]]));
};

/** The control point of a curve between two points: its middle, moved aside by this share of its length. */
const control = (from, to, bend) => ({
  x: (from.x + to.x) / 2 + (from.y - to.y) * bend, y: (from.y + to.y) / 2 + (to.x - from.x) * bend,
});

/** The blossom of a quadratic curve: the point at t where s = t, a control point of the part from s to t elsewhere. */
const blossom = ([a, b, c], s, t) => {
  const [u, v, w] = [(1 - s) * (1 - t), s * (1 - t) + t * (1 - s), s * t];
  return { x: u * a.x + v * b.x + w * c.x, y: u * a.y + v * b.y + w * c.y };
};
const pointAt = (curve, t) => blossom(curve, t, t);
const part = (curve, s, t) => [blossom(curve, s, s), blossom(curve, s, t), blossom(curve, t, t)];

/** The t at which the curve leaves a circle around its start (or, backwards, enters that around its end). */
const leaving = (curve, radius, backwards = false) => {
  const [a, b, c] = curve;
  if (Math.abs((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)) < 1e-6) {
    const share = Math.min(0.5, radius / (distance(a, c) || 1));
    return backwards ? 1 - share : share;
  }
  const centre = backwards ? c : a;
  let [near, far] = backwards ? [1, 0.5] : [0, 0.5];
  for (let i = 0; i < 20; i += 1) {
    const t = (near + far) / 2;
    if (distance(pointAt(curve, t), centre) < radius) near = t; else far = t;
  }
  return far;
};

/** Points along a curve, both ends left out. */
const samples = (curve, n) => Array.from({ length: n }, (_, i) => pointAt(curve, (i + 1) / (n + 1)));

/** An index of boxes by the squares they touch: `near(box)` returns those that may touch it, each once. */
const grid = (size) => {
  const squares = new Map();
  const touched = ({ x, y, w, h }) => {
    const keys = [];
    for (let i = Math.floor(x / size); i <= Math.floor((x + w) / size); i += 1) {
      for (let j = Math.floor(y / size); j <= Math.floor((y + h) / size); j += 1) keys.push(`${i} ${j}`);
    }
    return keys;
  };
  return {
    add: (box) => touched(box).forEach((key) => (squares.get(key) || squares.set(key, []).get(key)).push(box)),
    near: (box) => [...new Set(touched(box).flatMap((key) => squares.get(key) || []))],
  };
};
const boxAt = (centre, w, h) => ({ x: centre.x - w / 2, y: centre.y - h / 2, w, h });

/** How far a point is from a curve. */
const distanceToCurve = (curve, p) => {
  const points = [curve[0], ...samples(curve, 23), curve[2]];
  return Math.min(...points.slice(1).map((b, i) => {
    const a = points[i];
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const t = ((p.x - a.x) * dx + (p.y - a.y) * dy) / (dx * dx + dy * dy || 1);
    const near = Math.max(0, Math.min(1, t));
    return distance(p, { x: a.x + near * dx, y: a.y + near * dy });
  }));
};

/** How far each edge bends, {id: share of its length}: parallel edges are kept apart, and edges avoid other nodes. */
const bends = (edges, nodes, places) => {
  const taken = new Map();
  const obstacles = grid(80);
  nodes.forEach((node) => {
    const radius = kindOf(node).size + 16;
    obstacles.add({ ...boxAt(places[node.id], 2 * radius, 2 * radius), id: node.id, at: places[node.id], radius });
  });
  const choices = (n) => {
    const step = Math.min(0.25, 1.6 / n);
    return [0, ...Array.from({ length: Math.max(4, n) }, (_, i) => [(i + 1) * step, -(i + 1) * step]).flat()];
  };
  const pairs = new Map(edges.map((edge) => [edge, edge.from < edge.to ? `${edge.from}\n${edge.to}` : `${edge.to}\n${edge.from}`]));
  const sizes = new Map();
  pairs.forEach((pair) => sizes.set(pair, (sizes.get(pair) || 0) + 1));
  // Single edges first: most are straight, and the others can then avoid them.
  const order = [...edges].sort(by((edge) => sizes.get(pairs.get(edge))));
  const laid = grid(80);
  return Object.fromEntries(order.map((edge) => {
    const pair = pairs.get(edge);
    const used = taken.get(pair) || taken.set(pair, new Set()).get(pair);
    const turn = edge.from < edge.to ? 1 : -1;
    const pointsOf = (bend) => {
      const [from, to] = [places[edge.from], places[edge.to]];
      return samples([from, control(from, to, bend * turn), to], 19);
    };
    const penalty = (bend) => {
      if (edges.length > CROWD) return 0;
      const points = pointsOf(bend);
      const through = new Set(points.flatMap((p) => obstacles.near({ ...p, w: 0, h: 0 })
        .filter((node) => node.id !== edge.from && node.id !== edge.to && distance(p, node.at) < node.radius)));
      const beside = points.slice(4, -4).filter((p) => laid.near({ ...p, w: 0, h: 0 }).some((q) => distance(p, q.at) < 14)).length;
      return through.size * 3 + beside * 0.4;
    };
    const free = choices(sizes.get(pair)).filter((bend) => !used.has(bend));
    let best = { bend: free[0], cost: Infinity };
    for (const bend of free) {
      // Bends come flattest first: once the bend alone costs more than the best, no later one can be better.
      if (Math.abs(bend) * 4 >= best.cost) break;
      const cost = Math.abs(bend) * 4 + penalty(bend);
      if (cost < best.cost) best = { bend, cost };
    }
    used.add(best.bend);
    if (edges.length <= CROWD) pointsOf(best.bend).slice(4, -4).forEach((at) => laid.add({ ...boxAt(at, 28, 28), at }));
    return [edge.id, best.bend * turn];
  }));
};

/** The control points of a loop at a node: an act of an actor upon itself (or within one side). */
const loop = (at, size) => [
  { x: at.x + size, y: at.y - size * 0.4 }, { x: at.x + size * 4, y: at.y - size * 4 }, { x: at.x + size * 0.4, y: at.y - size },
];

/** The width of a line, by its number of independent groups. */
const widthOf = (edge) => Math.min(14, 0.5 + 2 * Math.max(1, edge.groups.length));

// --------------------------------------------------------------------------------------------------------- labels

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
const edgeText = (edge, most) => edge.kinds.slice(0, most).map(({ words, grade }) => (GRADE_MARK[grade] || '') + words).join(', ')
  + (edge.kinds.length > most ? ` +${edge.kinds.length - most}` : '');

const overlap = (a, b) => Math.max(0, Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x))
  * Math.max(0, Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y));
const inside = (box, p) => p.x >= box.x && p.x <= box.x + box.w && p.y >= box.y && p.y <= box.y + box.h;

/**
* Labels with their boxes: each at the candidate position that covers least of what is placed already. No label covers
 * another: one without room is left out, and appears in the list or when zoomed in.
 * `wanted`: [{id, lines, boxes, name}], the most important first; the label of a line (no `name`) is also left out if it
 * would cover a mark or most of its own line. `room` is the box in which labels should stay.
 */
const placeLabels = (wanted, blocks, points, room) => {
  const [placed, marks, lines] = [grid(room.w / 12), grid(room.w / 12), grid(room.w / 12)];
  blocks.forEach(marks.add);
  points.forEach(lines.add);
  const covers = (box, others) => others.near(box).reduce((sum, other) => sum + overlap(box, other) / Math.min(box.w * box.h, other.w * other.h), 0);
  return wanted.flatMap((label) => {
    let best = { cost: Infinity };
    label.boxes.forEach((box, i) => {
      if (covers(box, placed) > 0) return;
      const covered = covers(box, marks);
      const under = lines.near(box).filter((p) => inside(box, p));
      const hides = under.filter((p) => p.id === label.id).length;
      if (label.name ? covered > 0.5 : covered > 0.05 || hides > SAMPLES * 0.6) return;
      const outside = 1 - overlap(box, room) / (box.w * box.h);
      const cost = covered * 10 + (outside > 0.01 ? 8 : 0) + outside * 8 + (under.length - hides) * 0.25 + i * 0.1;
      if (cost < best.cost) best = { box, cost };
    });
    if (!best.box) return [];
    placed.add(best.box);
    return [{ ...label, box: best.box }];
  });
};
