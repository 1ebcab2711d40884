// ---------------------------------------------------------------------------------------------------------- stage
// Where every actor stands that the page may show, and how each line gets past the others. Both were worked out for the
// whole page, or depend on the window alone: what a reader chooses takes something away or gives it back, and moves nothing.

/** How far a mark with its name reaches, at most, in each direction. */
const REACH = { wide: { x: 68, up: 24, down: 56 }, tall: { x: 46, up: 20, down: 54 } };
/** A drawing that gets any higher, or only so much lower, as when a sentence above it takes another line, moves nothing. */
const HELD = 60;
/** How much a drawing is stretched, at most, to fill its window. */
const STRETCH = 1.9;

/** The window's size when it was last seen: the drawing may be hidden behind another tab. */
let frame = { width: 900, height: 600, top: 0 };

/** The places of the present level in the present window, with what was found out about lines between them. */
/** @type {any} */
let stage = { key: '', tall: false, frame, at: {}, hulls: {}, within: {}, box: { x: 0, y: 0, w: 1, h: 1 }, bends: new Map(), obstacles: null, ghosts: [], top: [] };

/** Whether the layout for a tall window is shown. */
const isTall = () => stage.tall;
const cast = () => { now.cast ??= new Map(data.nodes.map((node) => [node.id, node])); return now.cast; };
/** Marks are somewhat smaller where there is little room. */
const markScale = () => (isTall() ? 0.78 : 1);
/** How large a mark is in units of the drawing. With groups marks keep their size on the screen, however near one looks. */
const radiusOf = (id) => (isFolded() ? foldedRadius(id) : kindOf(cast().get(id)).size * 1.15 * markScale());
/** A pixel of the screen in units of a drawing with groups; smaller where all of it is shown smaller. */
const unit = () => painting.unit ?? Math.min(1, Math.max(0.62, stage.fits ?? 1)) / network.getScale();
/** A mark is as large as what it stands for; a member of an opened group as its kind is everywhere. */
const foldedRadius = (id) => {
  const size = (painting.sizes ?? scene.sizes)?.get(id);
  if (size !== undefined) return size * markScale() * unit();
  return groupOf(id) ? kindOf(cast().get(id)).size * 0.85 * markScale() * innerUnit(id) : 7 * markScale() * unit();
};
/** A pixel within the opened group of an actor: of the screen, but never more than its layout has room for. */
const innerUnit = (id) => Math.min(1 / network.getScale(), stage.within[groupOf(id).id] ?? Infinity);
/** A pixel of a line: within a group as its members have it. */
const edgeUnit = (edge) => (painting.panel || !scene.inner?.has(edge.id) ? unit() : innerUnit(edge.from));

/** The places at a level of whatever stands there for itself, groups included: [[id, {x, y}], …], for a wide or a tall window. */
const laidOut = (level, tall) => [...data.nodes.map((node) => [node.id, placeAt(node, level)]), ...(data.folds?.[level]?.folds || []).map((fold) => [fold.id, fold.at])]
  .filter(([, at]) => at?.length === 4).map(([id, at]) => [id, tall ? { x: at[2], y: at[3] } : { x: at[0], y: at[1] }]);

/** How large an opened group is, in units of the drawing: within the room of its mark. */
const HULL = { w: 56, h: 46 };

/** Each group's outline once it is opened, how large a pixel of its own layout is, and its members' places, which are added to these. */
const hullsOf = (level, at, tall) => {
  const [hulls, within] = [{}, {}];
  const members = new Map();
  data.nodes.forEach((node) => { const own = placeAt(node, level); if (own?.length === 3) put(members, own[0], [node.id, own]); });
  (data.folds?.[level]?.folds || []).forEach((fold, i) => {
    if (!at[fold.id] || !members.has(i)) return;
    const those = members.get(i);
    const [wide, high] = [1, 2].map((of) => Math.max(1, ...those.map(([, own]) => own[of])));
    const small = tall ? 0.7 : 1;
    const hull = boxAt(at[fold.id], HULL.w * small, HULL.h * small);
    const room_ = { w: hull.w * 0.78, h: hull.h * 0.78 };
    those.forEach(([id, own]) => { at[id] = { x: at[fold.id].x + (own[1] / wide - 0.5) * room_.w, y: at[fold.id].y + (own[2] / high - 0.5) * room_.h }; });
    hulls[fold.id] = hull;
    within[fold.id] = Math.min(room_.w / wide, room_.h / high);
  });
  return { hulls, within };
};

/** The layout stretched to the window below a strip of this height, {at, box, small}. Where all of it cannot fit at its own size, `fit` shows it smaller. */
const stretched = (level, tall, strip = 0) => {
  const found = laidOut(level, tall);
  const reach = tall ? REACH.tall : REACH.wide;
  const most = (of) => found.reduce((high, [, at]) => Math.max(high, at[of]), 0);
  const least = (of) => found.reduce((low, [, at]) => Math.min(low, at[of]), Infinity);
  if (!found.length) return { at: {}, box: { x: 0, y: 0, w: 1, h: 1 }, small: 1 };
  const [left, top] = [least('x'), least('y')];
  const [wide, high] = [Math.max(1, most('x') - left), Math.max(1, most('y') - top)];
  const [room, depth] = [Math.max(60, frame.width - 2 * reach.x), Math.max(60, frame.height - reach.up - reach.down - strip)];
  const small = Math.min(1, room / wide, depth / high);
  const [across, down] = [room / (wide * small), depth / (high * small)].map((by_) => Math.max(1, Math.min(STRETCH, by_)));
  const at = Object.fromEntries(found.map(([id, p]) => [id, { x: (p.x - left) * across, y: (p.y - top) * down }]));
  return { at, box: { x: -reach.x, y: -reach.up - strip, w: wide * across + 2 * reach.x, h: high * down + reach.up + reach.down + strip }, small };
};

/** What lies over the upper left corner of the drawing, in pixels. */
const corner = () => {
  const [own, over] = [container.getBoundingClientRect(), document.querySelector('.zoom').getBoundingClientRect()];
  return { x: over.left - own.left, y: over.top - own.top, w: over.width, h: over.height };
};

/** Sets the stage for a level in the present window; whether anything on it may have moved. */
const setStage = (level) => {
  const isHeld = Math.abs(stage.frame.width - frame.width) <= 8 && frame.height >= stage.frame.height - HELD;
  if (stage.key && stage.level === level && isHeld) return false;
  const of = LEVELS.indexOf(level);
  // Groups are smaller in a tall layout, which would therefore seem to fit every window better.
  const tall = frame.width < frame.height || (!data.folds?.[of] && stretched(of, true).small > stretched(of, false).small);
  const key = JSON.stringify([level, tall]);
  const pinned = stage.level === level && stage.pinned ? stage.pinned : new Map();
  let { at, box } = stretched(of, tall);
  const scale = Math.min(frame.width / box.w, frame.height / box.h);
  const over = corner();
  const [left, top] = [box.x + (box.w - frame.width / scale) / 2, box.y + (box.h - frame.height / scale) / 2];
  const hidden = { x: left + over.x / scale, y: top + over.y / scale, w: (over.w + 30) / scale, h: (over.h + 24) / scale };
  // A tall layout fills its window to the corners.
  if (tall || Object.values(at).some((p) => inside(hidden, p))) ({ at, box } = stretched(of, tall, (over.y + over.h) / Math.min(1, scale)));
  pinned.forEach((p, id) => { if (at[id]) at[id] = p; });
  const standing = Object.keys(at);
  stage = { key, level, tall, frame, at, box, pinned, top: standing, ...hullsOf(of, at, tall), bends: new Map(), obstacles: null, ghosts: [], fits: Math.min(1, frame.width / box.w, frame.height / box.h) };
  return true;
};

/** Puts an actor where a hand has dragged it; it stays there whatever is chosen. */
const pin = (id, p) => {
  stage.pinned.set(id, p);
  stage.at[id] = p;
  [stage.obstacles, stage.bends] = [null, new Map()];
};

const obstacles = () => {
  if (!stage.obstacles) {
    stage.obstacles = grid(80);
    stage.top.forEach((id) => {
      const at = stage.at[id];
      const radius = isFolded() ? 20 : radiusOf(id) + 9;
      stage.obstacles.add({ ...boxAt(at, 2 * radius, 2 * radius), id, at, radius });
    });
  }
  return stage.obstacles;
};

/** How the lines between two actors bend, seen from the first of them by name. */
const pairBend = (one, other) => {
  const [from, to] = one < other ? [one, other] : [other, one];
  const key = `${from}\n${to}`;
  if (!stage.bends.has(key)) stage.bends.set(key, bendOf(stage.at[from], stage.at[to], obstacles()));
  return stage.bends.get(key);
};

/** Between two lines of one pair, in pixels. */
const STRAND = 13;

/** How far each of these lines lies beside the middle of its pair: {id: pixels}. All lines of a pair make one bundle. */
const strands = (edges) => {
  const pairs = new Map();
  edges.forEach((edge) => put(pairs, edge.from < edge.to ? `${edge.from}\n${edge.to}` : `${edge.to}\n${edge.from}`, edge));
  return Object.fromEntries([...pairs.values()].flatMap((bundle) => [...bundle].sort(by((edge) => edge.id))
    .map((edge, i) => [edge.id, (i - (bundle.length - 1) / 2) * Math.min(STRAND, 60 / bundle.length) * (edge.from < edge.to ? 1 : -1)])));
};

/** The curve of a line between these places. */
const curveOf = (edge, at, strand = 0) => {
  const [from, to] = [at[edge.from], at[edge.to]];
  if (edge.from === edge.to) return loop(from, radiusOf(edge.from));
  const bend = isFolded() && groupOf(edge.from) ? 0 : pairBend(edge.from, edge.to) * (edge.from < edge.to ? 1 : -1);
  return aside([from, control(from, to, bend), to], isFolded() ? strand * edgeUnit(edge) : strand);
};

/** Lines of an incident, or of all, when nothing else is chosen, as {id, from, to}: what a choice leaves out stays as their ghost. */
const ghostsOf = ({ level, incident }) => {
  if (isFolded()) return [];
  const key = JSON.stringify([level, incident]);
  now.ghosts ??= new Map();
  if (!now.ghosts.has(key)) {
    const dyads = dyadsOf({ level, incident });
    now.ghosts.set(key, dyads.map((dyad) => {
      const [from, to] = endsOf(dyad);
      return { id: edgeId(from, to, dyad.directed), from, to, directed: dyad.directed, groups: dyad.groups };
    }));
  }
  return now.ghosts.get(key);
};
