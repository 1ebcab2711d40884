'use strict';
/*
 * The network page: data in, pure functions over them, then drawing and the evidence panel.
 *
 *   data (JSON in the page) ──▶ positions, bends, labels: numbers ──▶ paint (canvas) · evidence (DOM)
 *
 * vis-network pans, zooms, drags and redraws. Lines and marks are painted here, since it can neither hatch a line nor
 * hollow it. Text from the data only ever becomes a text node or is painted: nothing in it can run.
 */
(() => {
  // ---------------------------------------------------------------------------------------------- words and marks

  /** Outlines within (-1, -1) to (1, 1), as SVG paths, so that the canvas and the legend show the same. */
  const SHAPES = {
    square: 'M-.9-.9H.9V.9H-.9Z',
    hexagon: 'M-1 0L-.5-.87H.5L1 0L.5 .87H-.5Z',
    diamond: 'M0-1.1L1.1 0L0 1.1L-1.1 0Z',
    star: 'M0-1.15L.31-.38L1.1-.34L.48.16L.68.93L0 .5L-.68.93L-.48.16L-1.1-.34L-.31-.38Z',
    triangle: 'M0-1.05L1.1 .85H-1.1Z',
    bubble: 'M-1.1-.85H1.1V.45H0L-.6 1.05V.45H-1.1Z',
    person: 'M0-1.05a.5.5 0 0 1 0 1a.5.5 0 0 1 0-1ZM-.9 1C-.9-.2 .9-.2 .9 1Z',
    people: 'M-.55-.8a.36.36 0 0 1 0 .72a.36.36 0 0 1 0-.72ZM.55-.8a.36.36 0 0 1 0 .72a.36.36 0 0 1 0-.72Z'
      + 'M-1.15 .85C-1.15-.25-.02-.25-.02 .85ZM.02 .85C.02-.25 1.15-.25 1.15 .85Z',
    pin: 'M0 1.15C-.9 .1-.8-.25-.8-.35A.8.8 0 1 1 .8-.35C.8-.25 .9 .1 0 1.15Z',
    flag: 'M-.9-1.1H1L.6-.5L1 .1H-.6V1.1H-.9Z',
    circle: 'M0-.95a.95.95 0 0 1 0 1.9a.95.95 0 0 1 0-1.9Z',
  };

  /** How each kind of actor is drawn and called. */
  const KINDS = {
    'state-force': { shape: 'square', size: 15, words: 'state force' },
    force: { shape: 'square', size: 15, words: 'armed force' },
    unit: { shape: 'square', size: 10, words: 'unit or post' },
    'military-police': { shape: 'hexagon', size: 15, words: 'military police' },
    militia: { shape: 'diamond', size: 15, words: 'militia' },
    'non-state-group': { shape: 'diamond', size: 12, words: 'non-state armed group' },
    coalition: { shape: 'star', size: 17, words: 'coalition' },
    government: { shape: 'triangle', size: 14, words: 'government' },
    'media-outlet': { shape: 'bubble', size: 13, words: 'media outlet' },
    person: { shape: 'person', size: 14, words: 'person' },
    population: { shape: 'people', size: 17, words: 'people of a place' },
    place: { shape: 'pin', size: 14, words: 'place' },
    side: { shape: 'flag', size: 16, words: 'side' },
    unnamed: { shape: 'circle', size: 13, words: 'somebody whom no one names' },
    actor: { shape: 'circle', size: 13, words: 'actor of a kind not stated' },
  };

  /** Grades as marks before a line's label, made of the stances' own; weak and fair need none, the dash says it. */
  const GRADE_MARK = { confirmed: '✓✓ ', contested: '✓✗ ', denied: '✗ ' };
  const STANCES = {
    asserts: { words: '✓ asserts', name: 'asserts' },
    denies: { words: '✗ denies', name: 'denies' },
    'leaves open': { words: '○ leaves open', name: 'open' },
  };
  const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October',
    'November', 'December'];
  const SIDE_COLOURS = 10;
  /** So many lines cannot keep clear of one another: they run straight, and are labelled once one looks closer. */
  const CROWD = 200;
  /** How many points of a line stand for it where labels are placed. */
  const SAMPLES = 15;
  const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif';

  /** The kind's row, that of an actor where the kind is a new one. */
  const kindOf = (node) => (Object.hasOwn(KINDS, node.kind) ? KINDS[node.kind] : KINDS.actor);

  /** A date in words, as precise as it is; anything that is no plain date as it stands. */
  const day = (iso) => {
    const parts = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(iso || '');
    if (!parts || (parts[2] && !MONTHS[parts[2] - 1])) return iso || '';
    return [parts[3] && String(+parts[3]), parts[2] && MONTHS[parts[2] - 1], parts[1]].filter(Boolean).join(' ');
  };

  /** "12 February 2020", or "25 January 2020 to 12 February 2020", or nothing. */
  const period = (first, last) => [...new Set([first, last].filter(Boolean).map(day))].join(' to ');

  /** "1 claim", "2 claims". */
  const count = (n, one, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

  /** The address if it is one a reader may follow, else null. */
  const safeAddress = (text) => {
    try {
      const address = new URL(text);
      return ['http:', 'https:'].includes(address.protocol) ? address.href : null;
    } catch {
      return null;
    }
  };

  // -------------------------------------------------------------------------------------------------------- data in

  /** What the page holds: everything drawn and shown is computed from this. */
  const readData = () => {
    const [nodes, edges, rest] = ['nodes', 'edges', 'rest'].map((id) => JSON.parse(document.getElementById(id).textContent));
    return { ...rest, nodes, edges };
  };

  /** The palette's number of a side, or null for none. */
  const sideNumber = (sides, iri) => {
    const at = sides.findIndex((side) => side.id === iri);
    return at < 0 ? null : at % SIDE_COLOURS;
  };

  /** The side in words. */
  const sideLabel = (sides, iri) => (sides.find((side) => side.id === iri) || { label: 'no side stated' }).label;

  // ------------------------------------------------------------------------------------------------------- geometry

  const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);
  const middle = (a, b) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

  /** Numbers spread over -1 to 1: half by value, half by rank, so that one outlier does not press the rest together. */
  const spread = (values) => {
    const sorted = [...new Set(values)].sort((a, b) => a - b);
    const [low, high] = [sorted[0], sorted[sorted.length - 1]];
    const rank = new Map(sorted.map((value, i) => [value, i]));
    return values.map((value) => (high > low ? (value - low) / (high - low) + rank.get(value) / (sorted.length - 1) - 1 : 0));
  };

  /** Points moved apart until, along x or y, they keep this distance where there is room; the order decides, not chance. */
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

  /** Where each node stands, {id: {x, y}}: the layout stretched to a frame of this size, wider for many nodes. */
  const positions = (nodes, width, height) => {
    if (!nodes.length) return {};
    const grow = Math.max(1, Math.sqrt(nodes.length / 20));
    const room = Math.max(60, width / 2 - 95);
    const halfWidth = Math.max(210, room) * grow;
    // As high as it is seen once the whole width is fitted in, so that a narrow window is filled too.
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
    const centre = backwards ? curve[2] : curve[0];
    let [near, far] = backwards ? [1, 0.5] : [0, 0.5];
    for (let i = 0; i < 20; i += 1) {
      const t = (near + far) / 2;
      if (distance(pointAt(curve, t), centre) < radius) near = t; else far = t;
    }
    return far;
  };

  /** Points along a curve, both ends left out. */
  const samples = (curve, n) => Array.from({ length: n }, (_, i) => pointAt(curve, (i + 1) / (n + 1)));

  /** Boxes kept by the squares they touch: `near(box)` gives those that may touch it, each once. */
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

  /** How far each edge bends, {id: share of its length}: edges between the same two apart, and none through another node. */
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
    const pairOf = (edge) => [edge.from, edge.to].sort().join('\n');
    const sizes = new Map();
    edges.forEach((edge) => sizes.set(pairOf(edge), (sizes.get(pairOf(edge)) || 0) + 1));
    // Lone edges first: they mostly run straight, and the others can then keep clear of them.
    const order = [...edges].sort((a, b) => sizes.get(pairOf(a)) - sizes.get(pairOf(b)));
    const laid = grid(80);
    return Object.fromEntries(order.map((edge) => {
      const pair = pairOf(edge);
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
        // They come flattest first, so none that follows can be better once the bend alone costs more.
        if (Math.abs(bend) * 4 >= best.cost) break;
        const cost = Math.abs(bend) * 4 + penalty(bend);
        if (cost < best.cost) best = { bend, cost };
      }
      used.add(best.bend);
      if (edges.length <= CROWD) pointsOf(best.bend).slice(4, -4).forEach((at) => laid.add({ ...boxAt(at, 28, 28), at }));
      return [edge.id, best.bend * turn];
    }));
  };

  /** A loop at a node, as two points that bulge: an act of an actor upon itself (or within one side). */
  const loop = (at, size) => [
    { x: at.x + size, y: at.y - size * 0.4 }, { x: at.x + size * 4, y: at.y - size * 4 }, { x: at.x + size * 0.4, y: at.y - size },
  ];

  /** The width of a line, for its number of independent groups. */
  const widthOf = (edge) => Math.min(14, 0.5 + 2 * Math.max(1, edge.groups.length));

  // --------------------------------------------------------------------------------------------------------- labels

  /** Text as it may be painted: one line, no control and no direction override, which would reorder its neighbours. */
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
    const kept = lines.slice(0, most);
    return kept.map((kept_line, i) => {
      const cut = i === most - 1 && lines.length > most;
      let shown = kept_line;
      while (shown && !fits(shown + (cut ? '…' : ''))) shown = [...shown].slice(0, -1).join('');
      return cut || shown !== kept_line ? `${shown.trimEnd()}…` : shown;
    });
  };

  /** What a line is labelled with: its grade's mark and its first two types of event. */
  const edgeText = (edge) => {
    const types = edge.event_types.slice(0, 2).join(', ');
    const more = edge.event_types.length > 2 ? ` +${edge.event_types.length - 2}` : '';
    return (GRADE_MARK[edge.grade] || '') + types + more;
  };

  const overlap = (a, b) => Math.max(0, Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x))
    * Math.max(0, Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y));
  const inside = (box, p) => p.x >= box.x && p.x <= box.x + box.w && p.y >= box.y && p.y <= box.y + box.h;

  /**
   * Labels with their boxes: each at the one of its candidate places that covers least of what is placed already.
   * `wanted`: [{id, lines, boxes, must}], those first that matter most; one that need not be is left out where it would
   * cover another or most of its own line. `room` is the box they should keep to.
   */
  const placeLabels = (wanted, blocks, points, room) => {
    const placed = grid(room.w / 12);
    const lines = grid(room.w / 12);
    blocks.forEach(placed.add);
    points.forEach(lines.add);
    return wanted.flatMap((label) => {
      const costs = label.boxes.map((box, i) => {
        const covered = placed.near(box).reduce((sum, other) => sum + overlap(box, other) / Math.min(box.w * box.h, other.w * other.h), 0);
        const under = lines.near(box).filter((p) => inside(box, p));
        const hides = under.filter((p) => p.id === label.id).length;
        const outside = 1 - overlap(box, room) / (box.w * box.h);
        return { box, covered, hides, cost: covered * 10 + outside * 8 + (under.length - hides) * 0.25 + i * 0.1 };
      });
      const best = costs.reduce((a, b) => (b.cost < a.cost ? b : a));
      if (!label.must && (best.covered > 0.15 || best.hides > SAMPLES * 0.6)) return [];
      placed.add(best.box);
      return [{ ...label, box: best.box }];
    });
  };

  // ------------------------------------------------------------------------------------------------- evidence, pure

  /**
   * Attributions that contradict one another brought together: [[said id, …], …], in the order given.
   * Rivals of what is asked for come in with it; a list of one claim's attributions is no dispute.
   */
  const tellings = (ids, attributions) => {
    const known = (id) => Object.hasOwn(attributions, id);
    const all = [...new Set([...ids, ...ids.flatMap((id) => (known(id) ? attributions[id].rivals || [] : []))])].filter(known);
    const root = new Map(all.map((id) => [id, id]));
    const find = (id) => { let at = id; while (root.get(at) !== at) at = root.get(at); return at; };
    const first = new Map();
    for (const id of all) {
      const { claim, rivals = [] } = attributions[id];
      for (const other of [first.get(claim) || id, ...rivals.filter((rival) => root.has(rival))]) {
        const [a, b] = [find(id), find(other)].sort((x, y) => all.indexOf(x) - all.indexOf(y));
        root.set(b, a);
      }
      if (!first.has(claim)) first.set(claim, id);
    }
    const groups = new Map();
    all.forEach((id) => groups.set(find(id), [...(groups.get(find(id)) || []), id]));
    return [...groups.values()];
  };

  /** The same ids in lists of one claim each. */
  const byClaim = (ids, attributions) => {
    const claims = new Map();
    ids.forEach((id) => claims.set(attributions[id].claim, [...(claims.get(attributions[id].claim) || []), id]));
    return [...claims.values()];
  };

  // ------------------------------------------------------------------------------------------------------------ DOM

  /** An element; strings among the children become text, null is left out, attributes on… become listeners. */
  const el = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value === null || value === undefined || value === false) continue;
      if (key === 'onclick') element.addEventListener('click', value);
      else element.setAttribute(key, value === true ? '' : value);
    }
    element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
    return element;
  };

  const svg = (name, attributes = {}, ...children) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    element.append(...children);
    return element;
  };

  /** Text of the data, kept from turning the direction of what stands around it. */
  const bdi = (text) => el('bdi', {}, String(text));

  /** Things with a separator between: [a, ", ", b]. */
  const joined = (items, separator = ', ') => items.flatMap((item, i) => (i ? [separator, item] : [item]));

  const tag = (words, kind = '') => el('span', { class: `tag ${kind}` }, words);

  /** The mark of an actor as a picture. */
  const mark = (shape, classes, size = 9) => {
    const box = svg('svg', { width: 24, height: 22, viewBox: '-12 -11 24 22', 'aria-hidden': 'true' });
    box.append(svg('path', { d: SHAPES[shape], class: `mark ${classes}`, transform: `scale(${size})` }));
    return box;
  };

  /** Terms with what is said of them; empty ones are left out. */
  const facts = (pairs) => el('dl', { class: 'facts' },
    pairs.filter(([, value]) => value !== null && value !== '' && value?.length !== 0)
      .map(([term, value]) => [el('dt', {}, term), el('dd', {}, value)]));

  // ------------------------------------------------------------------------------------------------------- the page

  const data = readData();
  const nodeById = new Map(data.nodes.map((node) => [node.id, node]));
  const edgeById = new Map(data.edges.map((edge) => [edge.id, edge]));
  const nodeLabel = (id) => (nodeById.get(id) || { label: id }).label;
  const find = (id) => document.getElementById(id);
  const state = { selected: null, hovered: null, opener: null };

  /** "A → B", "A – B". */
  const edgeName = (edge) => [bdi(nodeLabel(edge.from)), edge.directed ? ' → ' : ' – ', bdi(nodeLabel(edge.to))];

  const nodeMark = (node) => {
    const { shape, size } = kindOf(node);
    const side = sideNumber(data.sides, node.side);
    const classes = [side === null ? '' : `side-${side}`, node.onlooker ? 'onlooker' : '', node.kind === 'unnamed' ? 'unnamed' : ''];
    return mark(shape, classes.join(' '), size * 0.6);
  };

  const listButton = (id, icon, ...words) => el('li', {},
    el('button', { type: 'button', 'data-id': id, onclick: () => select(id) }, icon, el('span', {}, words)));

  const edgeButton = (edge) => listButton(edge.id, null, edgeName(edge),
    el('span', { class: 'small' }, tag(edge.grade, edge.grade), ' ', bdi(edge.event_types.join(', ')),
      ` · ${count(edge.groups.length, 'independent group')}`));

  const nodeButton = (node) => listButton(node.id, nodeMark(node), bdi(node.label),
    el('span', { class: 'small' }, `${kindOf(node).words} · `, bdi(sideLabel(data.sides, node.side)), node.onlooker ? ' · looks on' : null));

  const list = (items) => el('ul', { class: 'list' }, items);

  /** Everything drawn, as lists of buttons: the way in for a keyboard and for who cannot see the drawing. */
  const showIndex = () => find('lists').append(
    el('h2', {}, 'Choose a line or an actor'),
    el('p', { class: 'small' }, 'Each opens to the claims it stands on: who said it, where, and in which words.'),
    el('h3', {}, `Who confronts whom (${data.edges.length})`), list(data.edges.map(edgeButton)),
    el('h3', {}, `Actors (${data.nodes.length})`), list(data.nodes.map(nodeButton)));

  // ---- evidence

  const statement = ([key, value, grade, reason]) => el('li', {},
    el('span', { class: 'key' }, bdi(key), ': '), bdi(value), ' ',
    grade ? tag(grade, grade) : null, reason ? el('span', { class: 'small' }, ' ', bdi(reason)) : null);

  const report = (said) => {
    const address = safeAddress(said.report.url);
    const title = bdi(said.report.title);
    return [address ? el('a', { href: address, rel: 'noopener noreferrer', target: '_blank' }, title) : title,
      ...[said.report.publisher && bdi(said.report.publisher), day(said.report.published),
        said.paragraph === null ? null : `paragraph ${said.paragraph}`]
        .filter(Boolean).flatMap((item) => [', ', item])];
  };

  const saidCard = (said) => {
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
        said.said_on ? `said on ${day(said.said_on)}` : null,
        said.relayed_by?.length ? ['relayed by ', joined(said.relayed_by.map(bdi))] : null,
        said.bases?.length ? ['basis: ', joined(said.bases.map(bdi))] : null,
      ].filter(Boolean), ' · ').flat()));
  };

  const claimPart = (ids) => {
    const saids = ids.map((id) => data.attributions[id]);
    return el('section', { class: 'claim' },
      el('h4', {}, bdi(saids[0].about)), el('ul', { class: 'statements' }, saids[0].statements.map(statement)),
      el('div', { class: 'side-by-side' }, saids.map(saidCard)));
  };

  const tellingPart = (ids) => {
    const rivals = ids.some((id) => (data.attributions[id].rivals || []).length);
    return el('section', { class: `telling${rivals ? ' rivals' : ''}` },
      rivals ? el('p', { class: 'rival-note' }, '✓✗ Told differently: rival claims side by side') : null,
      el('div', { class: 'side-by-side' }, byClaim(ids, data.attributions).map(claimPart)));
  };

  const evidenceList = (ids) => [
    el('h3', {}, ids.length ? `What it stands on (${count(ids.length, 'attribution')})` : 'No claim is kept for it'),
    ...tellings(ids, data.attributions).map(tellingPart)];

  const eventWords = (event) => [bdi(event.label), event.when ? ` (${day(event.when)})` : ''];
  const button = (id, ...words) => el('button', { type: 'button', class: 'inline', onclick: () => select(id) }, words);

  const edgeEvidence = (edge) => [
    el('p', {}, tag(edge.grade, edge.grade), ' ', bdi(edge.reason)),
    facts([
      ['Events', joined(edge.events.map(eventWords), '; ').flat()],
      ['When', period(edge.first, edge.last)],
      ['Said by', joined(edge.sources.map(bdi))],
      ['Independent groups', edge.groups.length ? [`${edge.groups.length}: `, joined(edge.groups.map(bdi))] : 'none asserts it'],
      ['Direction', edge.directed ? null : 'no claim says who acted upon whom'],
      ['Reservation', [edge.hedged ? 'every claim of it is hedged' : null, edge.attempted ? 'only attempted, not done' : null]
        .filter(Boolean).join('; ')],
      ['Ends', joined([...new Set([edge.from, edge.to])].map((id) => button(id, bdi(nodeLabel(id)))))],
      ['Looking on', joined(data.onlooking.filter((look) => look.edges.includes(edge.id)).map((look) => look.who)
        .filter((who, i, all) => all.indexOf(who) === i).map((who) => button(who, bdi(nodeLabel(who)))))],
    ]),
    ...evidenceList(edge.evidence)];

  const nodeEvidence = (node) => {
    const looks = data.onlooking.filter((look) => look.who === node.id);
    const lines = data.edges.filter((edge) => edge.from === node.id || edge.to === node.id);
    return [
      facts([
        ['Kind', kindOf(node).words],
        ['Side', node.kind === 'unnamed' ? '' : [bdi(sideLabel(data.sides, node.side))]],
        ['Also called', joined(node.aliases.map(bdi))],
        ['Looks on', joined(looks.map((look) => bdi(look.event)), '; ')],
      ]),
      ...(lines.length ? [el('h3', {}, 'Its lines'), list(lines.map(edgeButton))] : []),
      ...evidenceList([...new Set([...node.evidence, ...looks.flatMap((look) => look.evidence)])])];
  };

  /** Opens the evidence of the node or edge with this id; false where there is none. */
  const select = (id) => {
    const [edge, node] = [edgeById.get(id), nodeById.get(id)];
    if (!edge && !node) return false;
    if (state.selected === null) state.opener = document.activeElement;
    state.selected = id;
    const heading = el('h2', { tabindex: '-1' }, edge ? edgeName(edge) : [nodeMark(node), ' ', bdi(node.label)]);
    find('evidence').replaceChildren(
      el('div', { class: 'bar' }, el('button', { type: 'button', class: 'back', onclick: close }, '← All lines and actors'),
        el('span', { class: 'small' }, 'Esc closes')),
      heading, ...(edge ? edgeEvidence(edge) : nodeEvidence(node)));
    find('evidence').hidden = false;
    find('index').hidden = true;
    find('panel').scrollTop = 0;
    heading.focus({ preventScroll: true });
    if (narrow.matches) find('panel').scrollIntoView();
    network.redraw();
    return true;
  };

  /** Back to the lists, and the keyboard back to where it came from. */
  const close = () => {
    if (state.selected === null) return;
    state.selected = null;
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

  const legendItem = (sample, words) => el('li', {}, sample, el('span', {}, words));

  const showLegend = () => {
    const present = Object.keys(KINDS).filter((kind) => data.nodes.some((node) => (Object.hasOwn(KINDS, node.kind) ? node.kind : 'actor') === kind));
    const noSide = data.nodes.some((node) => node.side === null && node.kind !== 'unnamed');
    find('legend').append(
      el('ul', { 'aria-label': 'Lines' },
        legendItem(lineSample(line('thin', 34), svg('path', { d: 'M32 3L42 8L32 13Z', class: 'head' })), 'acts upon'),
        legendItem(lineSample(line('thin')), 'no direction stated'),
        legendItem(lineSample(line('thin dashed')), 'one independent group says so'),
        legendItem(lineSample(line('thick')), 'more groups, wider'),
        legendItem(lineSample(line('red'), ticks()), '✓✗ contested'),
        legendItem(lineSample(line('red dotted')), '✗ only denied'),
        legendItem(lineSample(line('casing'), line('core')), 'hollow: only hedged or attempted'),
        legendItem(lineSample(line('tie')), 'looks on'),
        data.edges.some((edge) => edge.grade === 'confirmed')
          ? legendItem(el('span', { 'aria-hidden': 'true' }, '✓✓'), 'confirmed: the side accused says so too') : null),
      el('ul', { 'aria-label': 'Kinds of actors' },
        present.map((kind) => legendItem(mark(KINDS[kind].shape, kind === 'unnamed' ? 'unnamed' : 'hollow', KINDS[kind].size * 0.6), KINDS[kind].words)),
        data.nodes.some((node) => node.onlooker) ? legendItem(mark('square', 'onlooker', 8), 'only looks on') : null),
      el('ul', { 'aria-label': 'Sides' },
        data.sides.map((side, i) => legendItem(mark('circle', `side-${i % SIDE_COLOURS}`, 8), bdi(side.label))),
        noSide ? legendItem(mark('circle', '', 8), 'no side stated') : null));
  };

  // -------------------------------------------------------------------------------------------------------- drawing

  const narrow = matchMedia('(max-width: 56rem)');
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const container = find('network');

  /** The colours of the style sheet, for the canvas. */
  const readTheme = () => {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(`--${name}`).trim();
    const names = ['paper', 'ink', 'quiet', 'line', 'contested', 'halo', 'side-none'];
    return { ...Object.fromEntries(names.map((name) => [name, colour(name)])),
      sides: Array.from({ length: SIDE_COLOURS }, (_, i) => colour(`side-${i}`)) };
  };
  let theme = readTheme();

  // Before the drawing is measured: they take their room from it.
  showIndex();
  showLegend();
  find('legend').open = !narrow.matches;

  const paths = Object.fromEntries(Object.entries(SHAPES).map(([name, d]) => [name, new Path2D(d)]));
  const frame = { width: container.clientWidth, height: container.clientHeight };
  const start = positions(data.nodes, frame.width, frame.height);
  const drawn = data.edges.filter((edge) => start[edge.from] && start[edge.to]);
  const bend = bends(drawn, data.nodes, start);
  const radiusOf = (id) => kindOf(nodeById.get(id)).size * 1.15;

  const sideColour = (node) => {
    const side = sideNumber(data.sides, node.side);
    return side === null ? theme['side-none'] : theme.sides[side];
  };

  /** Paints the mark of one node; vis-network calls it. */
  const paintNode = (ctx, node, x, y) => {
    const { shape, size } = kindOf(node);
    ctx.save();
    ctx.translate(x, y);
    ctx.scale(size, size);
    const lineWidth = (px) => px / size;
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
    id: node.id, ...start[node.id], shape: 'custom', size: kindOf(node).size,
    ctxRenderer: ({ ctx, x, y }) => ({
      drawNode: () => paintNode(ctx, node, x, y),
      nodeDimensions: { width: 2.3 * kindOf(node).size, height: 2.3 * kindOf(node).size },
    }),
  });

  /** The edge as vis-network is to know it. It is painted and hit here, where hatched and hollow lines are known. */
  const visEdge = (edge) => ({ id: edge.id, from: edge.from, to: edge.to, hidden: true });

  const network = new vis.Network(container,
    { nodes: new vis.DataSet(data.nodes.map(visNode)), edges: new vis.DataSet(drawn.map(visEdge)) },
    { physics: false, autoResize: true, layout: { improvedLayout: false }, interaction: { selectConnectedEdges: false },
      nodes: { chosen: false } });

  /** Each drawn edge with its curve, where the nodes stand now. */
  const curves = () => {
    const at = network.getPositions();
    return drawn.map((edge) => {
      const [from, to] = [at[edge.from], at[edge.to]];
      return { edge, curve: edge.from === edge.to ? loop(from, radiusOf(edge.from)) : [from, control(from, to, bend[edge.id]), to] };
    });
  };

  const trace = (ctx, [a, b, c]) => {
    ctx.beginPath();
    ctx.moveTo(a.x, a.y);
    ctx.quadraticCurveTo(b.x, b.y, c.x, c.y);
    ctx.stroke();
  };

  const paintHead = (ctx, tip, tail, length, fill) => {
    const angle = Math.atan2(tip.y - tail.y, tip.x - tail.x);
    ctx.save();
    ctx.translate(tip.x, tip.y);
    ctx.rotate(angle);
    ctx.setLineDash([]);
    ctx.beginPath();
    ctx.moveTo(0, 0);
    ctx.lineTo(-length, length * 0.48);
    ctx.lineTo(-length, -length * 0.48);
    ctx.closePath();
    ctx.fillStyle = fill;
    ctx.lineWidth = 1.5;
    ctx.fill();
    ctx.stroke();
    ctx.restore();
  };

  /** Slanting ticks across a curve: contested, for eyes that do not tell red. */
  const paintTicks = (ctx, curve, half) => {
    const n = Math.max(2, Math.round(distance(curve[0], curve[2]) / 11));
    ctx.setLineDash([]);
    ctx.lineWidth = 1.4;
    for (let i = 1; i < n; i += 1) {
      const [p, q] = [pointAt(curve, i / n), pointAt(curve, i / n + 0.01)];
      const angle = Math.atan2(q.y - p.y, q.x - p.x) + 1.1;
      ctx.beginPath();
      ctx.moveTo(p.x - half * Math.cos(angle), p.y - half * Math.sin(angle));
      ctx.lineTo(p.x + half * Math.cos(angle), p.y + half * Math.sin(angle));
      ctx.stroke();
    }
  };

  const paintEdge = (ctx, { edge, curve }) => {
    const isLoop = edge.from === edge.to;
    const [gapFrom, gapTo] = isLoop ? [0, 0] : [radiusOf(edge.from) + 2, radiusOf(edge.to) + 3];
    const [width, hollow, red] = [widthOf(edge), edge.hedged || edge.attempted, ['contested', 'denied'].includes(edge.grade)];
    const head = edge.directed ? 9 + width * 1.1 : 0;
    const [from, to, tip] = [leaving(curve, gapFrom), leaving(curve, gapTo + head * 0.9, true), leaving(curve, gapTo, true)];
    const visible = part(curve, from, Math.max(from, to));
    const dash = edge.grade === 'denied' ? [2, 6] : edge.groups.length < 2 ? [9, 6] : [];
    ctx.save();
    if (state.selected === edge.id || state.hovered === edge.id) {
      ctx.strokeStyle = theme.halo;
      ctx.lineWidth = width + 11;
      ctx.lineCap = 'round';
      trace(ctx, visible);
      ctx.lineCap = 'butt';
    }
    ctx.strokeStyle = red ? theme.contested : theme.line;
    ctx.setLineDash(dash);
    ctx.lineWidth = width + (hollow ? 2.5 : 0);
    trace(ctx, visible);
    if (hollow) {
      ctx.setLineDash([]);
      ctx.save();
      ctx.strokeStyle = theme.paper;
      ctx.lineWidth = Math.max(2, width - 0.5);
      trace(ctx, visible);
      ctx.restore();
    }
    if (edge.grade === 'contested') paintTicks(ctx, visible, width / 2 + 4.5);
    if (head) paintHead(ctx, pointAt(curve, tip), pointAt(curve, to), head, hollow ? theme.paper : ctx.strokeStyle);
    ctx.restore();
  };

  const curveMiddle = new Map();
  /** From each onlooker, where the acts stand that it looks on: [{who, to}, …]. */
  const ties = (lines) => {
    lines.forEach(({ edge, curve }) => curveMiddle.set(edge.id, pointAt(curve, 0.5)));
    return data.onlooking.filter((look) => nodeById.has(look.who))
      .flatMap((look) => look.edges.filter((id) => curveMiddle.has(id)).map((id) => ({ who: look.who, to: curveMiddle.get(id) })));
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
      if (!nodeById.has(id)) continue;
      ctx.beginPath();
      ctx.arc(at[id].x, at[id].y, kindOf(nodeById.get(id)).size * 1.3 + 7, 0, 2 * Math.PI);
      ctx.fillStyle = theme.halo;
      ctx.fill();
    }
  };

  // ---- labels, placed anew when the view has changed

  let labels = { key: '', list: [] };
  /** The buttons of the zoom, which lie over a corner of it. */
  let buttons = { x: 0, y: 0, w: 1e-9, h: 1e-9 };
  /** What is seen when everything is fitted in: labels keep inside it, wherever the view is moved later. */
  let room = { x: -500, y: -500, w: 1000, h: 1000 };
  const px = () => (narrow.matches ? 11 : 13);

  /** One label in world units: its lines, and the boxes it may stand in. */
  const nodeWanted = (ctx, node, at, k) => {
    ctx.font = `600 ${px()}px ${FONT}`;
    const lines = wrap(paintable(node.label), (text) => ctx.measureText(text).width, narrow.matches ? 95 : 140, narrow.matches ? 3 : 2);
    const [w, h] = [(Math.max(...lines.map((text) => ctx.measureText(text).width)) + 6) * k, (lines.length * (px() + 3) + 2) * k];
    const [p, r] = [at[node.id], radiusOf(node.id) + 2];
    const boxes = [[0, r + h / 2], [0, -r - h / 2], [r + w / 2, 0], [-r - w / 2, 0],
      [r + w / 2, h / 2], [-r - w / 2, h / 2], [r + w / 2, -h / 2], [-r - w / 2, -h / 2]]
      .map(([dx, dy]) => boxAt({ x: p.x + dx, y: p.y + dy }, w, h));
    return { id: node.id, lines, boxes, must: data.nodes.length <= 60, bold: true };
  };

  const edgeWanted = (ctx, { edge, curve }, k) => {
    ctx.font = `${px() - 1}px ${FONT}`;
    const lines = wrap(paintable(edgeText(edge)), (text) => ctx.measureText(text).width, 150, 2);
    const [w, h] = [(Math.max(...lines.map((text) => ctx.measureText(text).width)) + 8) * k, (lines.length * (px() + 2) + 2) * k];
    const boxes = [0.5, 0.43, 0.57, 0.36, 0.64, 0.29, 0.71, 0.22, 0.78].map((t) => boxAt(pointAt(curve, t), w, h));
    return { id: edge.id, lines, boxes, must: false, red: ['contested', 'denied'].includes(edge.grade) };
  };

  const tieWanted = (ctx, tie, at, k) => {
    ctx.font = `italic ${px() - 1}px ${FONT}`;
    const [w, h] = [(ctx.measureText('looks on').width + 6) * k, (px() + 3) * k];
    const boxes = [0.5, 0.4, 0.6, 0.3, 0.7].map((t) => boxAt(
      { x: at[tie.who].x + t * (tie.to.x - at[tie.who].x), y: at[tie.who].y + t * (tie.to.y - at[tie.who].y) }, w, h));
    return { id: tie.who, lines: ['looks on'], boxes, must: false, italic: true };
  };

  /** The nodes, those with most lines first: where there is no room for all labels, they keep theirs. */
  const busiest = (() => {
    const lines = new Map(data.nodes.map((node) => [node.id, 0]));
    drawn.forEach((edge) => [edge.from, edge.to].forEach((id) => lines.set(id, lines.get(id) + 1)));
    return [...data.nodes].sort((a, b) => lines.get(b.id) - lines.get(a.id));
  })();

  const makeLabels = (ctx, lines, at, scale) => {
    const k = 1 / scale;
    const blocks = data.nodes.map((node) => boxAt(at[node.id], 2 * radiusOf(node.id), 2 * radiusOf(node.id)));
    const points = (drawn.length > CROWD ? [] : lines).flatMap(({ edge, curve }) => samples(curve, SAMPLES).map((p) => ({ ...p, w: 0, h: 0, id: edge.id })));
    const firstTies = ties(lines).filter((tie, i, all) => all.findIndex((other) => other.who === tie.who) === i);
    return placeLabels([
      ...busiest.map((node) => nodeWanted(ctx, node, at, k)),
      ...(drawn.length > CROWD && scale < 0.7 ? [] : lines).map((item) => edgeWanted(ctx, item, k)).filter((label) => label.lines.join('')),
      ...firstTies.map((tie) => tieWanted(ctx, tie, at, k)),
    ], [...blocks, buttons], points, room);
  };

  const paintLabel = (ctx, label, k) => {
    const { box } = label;
    const size = label.bold ? px() : px() - 1;
    ctx.save();
    ctx.globalAlpha = label.bold ? 0.8 : 0.92;
    ctx.fillStyle = theme.paper;
    ctx.beginPath();
    ctx.roundRect(box.x, box.y, box.w, box.h, 3 * k);
    ctx.fill();
    ctx.globalAlpha = 1;
    ctx.fillStyle = label.red ? theme.contested : label.italic ? theme.quiet : theme.ink;
    ctx.font = `${label.bold ? '600 ' : label.italic ? 'italic ' : ''}${size * k}px ${FONT}`;
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    label.lines.forEach((text, i) => ctx.fillText(text, box.x + box.w / 2, box.y + (box.h / label.lines.length) * (i + 0.5)));
    ctx.restore();
  };

  network.on('beforeDrawing', (ctx) => {
    const [lines, at] = [curves(), network.getPositions()];
    paintTies(ctx, lines, at);
    paintNodeHalo(ctx, at);
    lines.forEach((item) => paintEdge(ctx, item));
  });

  network.on('afterDrawing', (ctx) => {
    const [lines, at, scale] = [curves(), network.getPositions(), network.getScale()];
    const key = JSON.stringify([scale.toFixed(2), px(), at]);
    if (labels.key !== key) labels = { key, list: makeLabels(ctx, lines, at, scale) };
    labels.list.forEach((label) => paintLabel(ctx, label, 1 / scale));
  });

  // -------------------------------------------------------------------------------------------------- what one does

  /** The view that shows everything, with room for labels at the rim. */
  const fit = () => {
    const at = Object.values(network.getPositions());
    if (!at.length) return;
    const [xs, ys] = [at.map((p) => p.x), at.map((p) => p.y)];
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const scaleFor = (size, span, edge) => Math.max(0.05, (size - 2 * edge) / Math.max(1, span));
    const scale = Math.min(1.4,
      scaleFor(container.clientWidth, right - left, narrow.matches ? 50 : 90), scaleFor(container.clientHeight, bottom - top, 55));
    const centre = middle({ x: left, y: top }, { x: right, y: bottom });
    room = boxAt(centre, (container.clientWidth - 8) / scale, (container.clientHeight - 8) / scale);
    buttons = { x: room.x, y: room.y, w: 120 / scale, h: 45 / scale };
    labels.key = '';
    network.moveTo({ position: centre, scale, animation: false });
  };

  /** What lies at a point of the drawing: the id of an actor or line, or of what a label there names, or null. */
  const hit = (point) => {
    const at = network.getPositions();
    const node = data.nodes.find((candidate) => distance(at[candidate.id], point) < radiusOf(candidate.id) + 2);
    if (node) return node.id;
    const label = labels.list.find((candidate) => inside(candidate.box, point));
    if (label) return label.id;
    const near = curves().map(({ edge, curve }) => ({ id: edge.id, away: distanceToCurve(curve, point) - widthOf(edge) / 2 }))
      .reduce((a, b) => (b.away < a.away ? b : a), { id: null, away: 7 / network.getScale() });
    return near.id;
  };

  /** A point of the window at which a click opens this actor or line; null where something else covers all of it. */
  const where = (id) => {
    const line = curves().find(({ edge }) => edge.id === id);
    const points = line ? samples(line.curve, SAMPLES) : nodeById.has(id) ? [network.getPosition(id)] : [];
    const point = points.find((candidate) => hit(candidate) === id);
    if (!point) return null;
    const [inDrawing, corner] = [network.canvasToDOM(point), container.getBoundingClientRect()];
    return { x: inDrawing.x + corner.x, y: inDrawing.y + corner.y };
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
    if (!event.buttons) hover(hit(network.DOMtoCanvas({ x: event.clientX - corner.x, y: event.clientY - corner.y })));
  });
  container.addEventListener('mouseleave', () => hover(null));
  network.on('resize', fit);
  dark.addEventListener('change', () => { theme = readTheme(); network.redraw(); });
  document.addEventListener('keydown', (event) => { if (event.key === 'Escape') close(); });
  find('zoom-in').addEventListener('click', () => zoom(1.3));
  find('zoom-out').addEventListener('click', () => zoom(1 / 1.3));
  find('zoom-fit').addEventListener('click', fit);
  // The drawing is no stop for the keyboard: all it shows is in the lists.
  container.querySelectorAll('[tabindex]').forEach((element) => element.setAttribute('tabindex', '-1'));

  fit();

  window.standoff = Object.freeze({ network, select, where, data });
})();
