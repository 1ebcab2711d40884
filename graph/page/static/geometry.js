// ------------------------------------------------------------------------------------------------------- geometry

const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);
const middle = (a, b) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

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
/** The part of a curve from s to t. @returns {[any, any, any]} */
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
      for (let j = Math.floor(y / size); j <= Math.floor((y + h) / size); j += 1) keys.push(i * 65536 + j);
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

/** How much of its length a line between two marks is bent aside: as little as avoids other marks. `obstacles` is a grid of marks. */
const bendOf = (from, to, obstacles) => {
  const long = distance(from, to) || 1;
  // Every bend by which a line may get past something as large as a mark in its middle.
  const step = Math.min(0.3, 26 / long);
  let best = { bend: 0, cost: Infinity };
  for (let i = 0; i <= 5; i += 1) {
    for (const bend of i ? [i * step, -i * step] : [0]) {
      const points = samples([from, control(from, to, bend), to], 19);
      const through = new Set(points.flatMap((p) => obstacles.near({ ...p, w: 0, h: 0 })
        .filter((mark_) => mark_.at !== from && mark_.at !== to && distance(p, mark_.at) < mark_.radius)));
      const cost = Math.abs(bend) * 4 + through.size * 3;
      if (cost < best.cost) best = { bend, cost };
    }
    if (best.cost < (i + 1) * step * 4) break;
  }
  return best.bend;
};

/** A curve moved aside as a whole, by so many pixels to its right. */
const aside = (curve, by_) => {
  if (!by_) return curve;
  const [a, , c] = curve;
  const long = distance(a, c) || 1;
  const [x, y] = [(-(c.y - a.y) / long) * by_, ((c.x - a.x) / long) * by_];
  return /** @type {any} */ (curve.map((p) => ({ x: p.x + x, y: p.y + y })));
};

/** The control points of a loop at a node: an act of an actor upon itself (or within one side). */
const loop = (at, size) => [
  { x: at.x + size, y: at.y - size * 0.4 }, { x: at.x + size * 4, y: at.y - size * 4 }, { x: at.x + size * 0.4, y: at.y - size },
];

/** The width of a line. How many say so is told by its dots; of the lines between groups the width tells how many acts or deaths there are. */
const widthOf = (edge) => edge.width ?? (edge.contested || edge.denied ? 3.2 : edge.groups.length > 1 ? 2.4 : 1.4);

