// ------------------------------------------------------------------------------------------------------------ where
// A map without tiles: coasts, borders and names around the places of the acts. Points are as large as their acts are
// many; places that would lie on one another are one cluster; the place that is chosen shows how precisely it is known.

/** Kilometres in one degree of latitude. */
const DEGREE = 111.2;
const MAP = { width: 900, height: 520 };

const placeWords = (place) => {
  const point = known.places.find((one) => one.place === place);
  return point ? `within ${point.km} km` : 'coordinates unknown';
};

/** Where on the map a point lies, before zooming: the frame holds all points with room around them. */
const projection = (points) => {
  const middle_ = points.reduce((sum, p) => sum + p.lat, 0) / points.length;
  const squeeze = Math.max(0.2, Math.cos((middle_ * Math.PI) / 180));
  const [xs, ys] = [points.map((p) => p.lon * squeeze), points.map((p) => -p.lat)];
  // A single village is shown with the country around it.
  const span_ = Math.max(12, Math.max(...xs) - Math.min(...xs), ((Math.max(...ys) - Math.min(...ys)) * MAP.width) / MAP.height) * 1.3;
  const k = MAP.width / span_;
  const [cx, cy] = [(Math.max(...xs) + Math.min(...xs)) / 2, (Math.max(...ys) + Math.min(...ys)) / 2];
  return { k, X: (lon) => (lon * squeeze - cx) * k + MAP.width / 2, Y: (lat) => (-lat - cy) * k + MAP.height / 2 };
};

/** The part of the map that is seen: {x, y, w, h} in its own units, kept while the tab is shown again. */
const seen = { x: 0, y: 0, w: MAP.width, h: MAP.height, place: null, key: '' };

/** Places whose points would overlap at this zoom, together: {x, y, places, acts}. */
const clustered = (points, at, { X, Y }, unit) => {
  const found = [];
  [...points].sort(by((p) => -at.get(p.place).length, (p) => labelOf(p.place))).forEach((p) => {
    const [x, y] = [X(p.lon), Y(p.lat)];
    const near = found.find((one) => Math.hypot(one.x - x, one.y - y) < 22 * unit);
    if (near) { near.places.push(p); near.acts.push(...at.get(p.place)); } else found.push({ x, y, places: [p], acts: [...at.get(p.place)] });
  });
  return found;
};

const choosePlace = (place) => { seen.place = seen.place === place ? null : place; renderTab('map'); };

/** Everything on the map at the present zoom; sizes are in pixels of the window, whatever the zoom. */
const paintMap = (box, points, at) => {
  const project = projection(points);
  const { X, Y, k } = project;
  const unit = seen.w / Math.max(320, box.clientWidth || MAP.width);
  const inSight = (x, y) => x > seen.x && x < seen.x + seen.w && y > seen.y && y < seen.y + seen.h;
  box.setAttribute('viewBox', [seen.x, seen.y, seen.w, seen.h].map(num).join(' '));
  const parts = [];
  for (const line_ of data.outline?.lines || []) {
    let [x, y, d] = [0, 0, ''];
    for (let i = 0; i < line_.length; i += 2) { x += line_[i]; y += line_[i + 1]; d += `${i && Math.abs(line_[i]) < 18000 ? 'L' : 'M'}${num(X(x / 100))} ${num(Y(y / 100))}`; }
    parts.push(svg('path', { d, class: 'border' }));
  }
  const placed = [];
  const text = (words, x, y, class_, size, spots) => {
    const w = words.length * size * 0.56 * unit;
    const spot = spots.map(([dx, dy]) => ({ x: x + dx * unit + (dx === 0 ? -w / 2 : dx < 0 ? -w : 0), y: y + dy * unit - size * unit, w, h: size * 1.25 * unit }))
      .find((one) => one.x > seen.x && one.x + w < seen.x + seen.w && one.y > seen.y && one.y + one.h < seen.y + seen.h && !placed.some((other) => overlap(one, other) > 0));
    if (!spot) return null;
    placed.push(spot);
    return svg('text', { x: num(spot.x), y: num(spot.y + size * unit), class: class_, 'font-size': num(size * unit), 'stroke-width': num(3 * unit) }, words);
  };
  const groups = clustered(points, at, project, unit);
  // On a narrow map smaller, or a few of them would cover it.
  const radius = (acts) => Math.max(4.5, Math.min(20, 4.5 + 1.8 * Math.sqrt(acts.length)) * Math.min(1, seen.w / unit / 600)) * unit;
  groups.forEach((one) => { const r = radius(one.acts) + 2 * unit; placed.push({ x: one.x - r, y: one.y - r, w: 2 * r, h: 2 * r }); });
  const chosen = points.find((p) => p.place === seen.place);
  if (chosen) parts.push(svg('circle', { cx: num(X(chosen.lon)), cy: num(Y(chosen.lat)), r: num(Math.max(5 * unit, (chosen.km / DEGREE) * k)), class: 'place', 'stroke-width': num(1.5 * unit) }));
  const labels_ = groups.map((one) => text(paintable(one.places.length > 1 ? `${one.places.length} places (${one.acts.length})` : `${labelOf(one.places[0].place)} (${one.acts.length})`), one.x, one.y, 'name', 13,
    [[radius(one.acts) / unit + 4, 5], [-radius(one.acts) / unit - 4, 5], [0, -radius(one.acts) / unit - 4], [0, radius(one.acts) / unit + 15]]));
  // Only where a country fills the map may its name stand beside its middle and still be in it.
  const spots = k / unit > 60 ? [[0, 4], [0, 24], [0, -16], [0, 44], [0, -36]] : [[0, 4]];
  const names_ = (data.outline?.names || []).filter(([, lon, lat]) => inSight(X(lon), Y(lat))).map(([words, lon, lat]) => text(words.toUpperCase(), X(lon), Y(lat), 'country', 12, spots));
  const towns = (data.outline?.towns || []).filter(([, lon, lat]) => inSight(X(lon), Y(lat))).slice(0, 40).flatMap(([words, lon, lat]) => {
    const label = text(words, X(lon), Y(lat), 'town', 11, [[5, 4], [-5, 4]]);
    return label ? [svg('circle', { cx: num(X(lon)), cy: num(Y(lat)), r: num(1.8 * unit), class: 'town' }), label] : [];
  });
  const dots = groups.map((one) => {
    const contested = one.acts.some((act) => act.look === 'contested');
    const mine = one.places.some((p) => p.place === seen.place);
    const dot = svg('circle', { cx: num(one.x), cy: num(one.y), r: num(radius(one.acts)), class: `point${contested ? ' contested' : ''}${mine ? ' chosen' : ''}`, 'stroke-width': num(2 * unit) });
    // A cluster opens by coming closer; a place shows its circle and its acts.
    dot.addEventListener('click', () => (one.places.length > 1 && seen.w > 4 ? zoomMap(0.4, one) : choosePlace(one.places[0].place)));
    return dot;
  });
  const km = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000].filter((n) => (n / DEGREE) * k < 130 * unit).pop() || 0.1;
  const [left, bottom] = [seen.x + 14 * unit, seen.y + seen.h - 12 * unit];
  const scale_ = svg('text', { x: num(left), y: num(bottom - 5 * unit), class: 'name', 'font-size': num(12 * unit), 'stroke-width': num(3 * unit) }, `${km} km`);
  box.replaceChildren(...[...parts, ...names_, ...towns, svg('path', { d: `M${num(left)} ${num(bottom)}v${num(4 * unit)}h${num((km / DEGREE) * k)}v${num(-4 * unit)}`, class: 'scale', 'stroke-width': num(1.5 * unit) }), scale_, ...dots, ...labels_].filter(Boolean));
};

/** Redraws the map that is shown; set while the tab is open. */
let redrawMap = () => {};

/** Zooms by a factor around a point of the map, its middle if none is given. */
const zoomMap = (factor, about = { x: seen.x + seen.w / 2, y: seen.y + seen.h / 2 }) => {
  const w = Math.min(MAP.width * 6, Math.max(1, seen.w * factor));
  const ratio = w / seen.w;
  Object.assign(seen, { x: about.x - (about.x - seen.x) * ratio, y: about.y - (about.y - seen.y) * ratio, w, h: seen.h * ratio });
  redrawMap();
};

/** Wheel, drag and keys on the map. */
const moveMap = (box) => {
  let from = null;
  const unit = () => seen.w / (box.clientWidth || MAP.width);
  box.addEventListener('wheel', (event) => {
    event.preventDefault();
    const corner = box.getBoundingClientRect();
    zoomMap(event.deltaY > 0 ? 1.25 : 0.8, { x: seen.x + (event.clientX - corner.left) * unit(), y: seen.y + (event.clientY - corner.top) * unit() });
  }, { passive: false });
  box.addEventListener('pointerdown', (event) => { from = { x: event.clientX, y: event.clientY, sx: seen.x, sy: seen.y }; });
  box.addEventListener('pointermove', (event) => {
    if (!from || Math.hypot(event.clientX - from.x, event.clientY - from.y) < 5) return;
    box.setPointerCapture(event.pointerId);
    Object.assign(seen, { x: from.sx - (event.clientX - from.x) * unit(), y: from.sy - (event.clientY - from.y) * unit() });
    redrawMap();
  });
  ['pointerup', 'pointercancel'].forEach((name) => box.addEventListener(name, () => { from = null; }));
  box.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    Object.assign(seen, { x: seen.x + (step[0] * seen.w) / 8, y: seen.y + (step[1] * seen.h) / 8 });
    redrawMap();
  });
};

const mapPicture = (points, at) => {
  const key = points.map((p) => p.place).sort().join(' ');
  if (seen.key !== key) Object.assign(seen, { x: 0, y: 0, w: MAP.width, h: MAP.height, key });
  const box = svg('svg', { class: 'map', role: 'img', tabindex: '0', 'aria-label': 'Map of the places of the acts; listed below. Arrow keys move it.' });
  redrawMap = () => paintMap(box, points, at);
  moveMap(box);
  const press = (id, words, label, onclick) => el('button', { type: 'button', id, 'aria-label': label, onclick }, words);
  requestAnimationFrame(redrawMap);
  redrawMap();
  return el('div', { class: 'map-box' }, box, el('div', { class: 'zoom', role: 'group', 'aria-label': 'Size of the map' },
    press('map-in', '+', 'Closer', () => zoomMap(1 / 1.5)), press('map-out', '−', 'Farther', () => zoomMap(1.5)),
    press('map-fit', 'All', 'Show all places', () => { Object.assign(seen, { x: 0, y: 0, w: MAP.width, h: MAP.height }); redrawMap(); })));
};

const placeItem = ([place, mine]) => el('li', { class: place === seen.place ? 'chosen' : '' },
  el('button', { type: 'button', class: 'inline plain', 'aria-pressed': String(place === seen.place), onclick: () => choosePlace(place) }, el('b', {}, bdi(labelOf(place)))),
  ' ', el('span', { class: 'small' }, `${placeWords(place)} · ${count(mine.length, 'act')}`), ' ',
  el('button', { type: 'button', class: 'inline small', onclick: () => change({ place: [place] }) }, 'Only here'),
  inParts(el('ul', {}), mine, (one) => el('li', {}, button(one.id, bdi(labelOf(one.id))), ' ', actTag(one)), 0, 8));

const showMap = (box) => {
  const at = new Map();
  const acts = toldActs();
  acts.forEach((one) => { if (one.place) put(at, one.place, one); });
  const points = known.places.filter(({ place }) => at.has(place));
  const without = acts.filter((one) => !points.some(({ place }) => place === one.place));
  box.replaceChildren(el('h2', {}, 'Where: places at which acts are said to have happened'),
    ...(points.length ? [
      el('p', { class: 'small' }, 'The larger a point, the more acts; red where one of them is contested. Choose a place to see how precisely it is known: the act may have happened anywhere in its circle. Coasts, borders and names: Natural Earth, simplified; they say nothing about territorial claims.'),
      mapPicture(points, at), el('h3', {}, 'The same as a list')] : [at.size ? el('p', { class: 'small' }, 'No map: no source or coder gives the coordinates of these places.') : nothing()]),
    inParts(el('ul', { class: 'places' }), [...at].sort(by(([place]) => place !== seen.place, ([, mine]) => -mine.length, ([place]) => labelOf(place))), placeItem),
    without.length ? el('p', { class: 'small' }, `${count(without.length, 'act')} in this view without a point on the map.`) : '');
};
