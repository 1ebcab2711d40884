// ------------------------------------------------------------------------------------------------------------ crowds
// Thousands of lines cannot be painted with all their marks in one frame. They are painted into a picture of their own,
// some in each frame, the strongest first, until all stand there as in a small network; while one pans or zooms that
// picture is moved along. What is seen meanwhile is said beneath the drawing.

const crowd = (() => {
  /** How much more than the window the picture holds, at each side, so that panning uncovers lines at once. */
  const MARGIN = 0.25;
  /** Seen from farther away than this, marks are kept as large as here, or nobody could tell them. */
  const CLOSE = 0.4;
  /** How long the drawing is left alone before it is painted anew, in ms. */
  const REST = 140;
  let [shown, job, timer, key] = [null, null, null, ''];

  const note = (text) => { if (find('drawing-note').textContent !== text) find('drawing-note').textContent = text; };

  const ratio = () => window.devicePixelRatio || 1;
  const boundsOf = ({ from, to }) => {
    const [a, b] = [scene.start[from], scene.start[to]];
    return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), w: Math.abs(a.x - b.x), h: Math.abs(a.y - b.y) };
  };
  const touches = (a, b) => a.x <= b.x + b.w && b.x <= a.x + a.w && a.y <= b.y + b.h && b.y <= a.y + a.h;

  /** An empty picture of what is seen now and a margin around it, and all that is to be painted into it. */
  const begin = () => {
    const [scale, centre] = [network.getScale(), network.getViewPosition()];
    const [w, h] = [frame.width * (1 + 2 * MARGIN), frame.height * (1 + 2 * MARGIN)];
    const seen = boxAt(centre, w / scale, h / scale);
    const canvas = Object.assign(document.createElement('canvas'), { width: Math.round(w * ratio()), height: Math.round(h * ratio()) });
    const ctx = canvas.getContext('2d');
    ctx.setTransform(scale * ratio(), 0, 0, scale * ratio(), canvas.width / 2 - centre.x * scale * ratio(), canvas.height / 2 - centre.y * scale * ratio());
    const edges = curves().filter(({ edge }) => touches(boundsOf(edge), seen));
    return { canvas, ctx, scale, centre, edges, seen, done: 0, slice: 150, k: Math.max(1, CLOSE / scale) };
  };

  /** Paints some more of a picture; true once all is there. */
  const goOn = (one, most) => {
    one.edges.slice(one.done, one.done + most).forEach((item) => paintEdge(one.ctx, item, one.k));
    one.done += most;
    if (one.done < one.edges.length) return false;
    const at = scene.start;
    paintTies(one.ctx, one.edges, at);
    scene.nodes.filter((node) => inside(one.seen, at[node.id])).forEach((node) => paintNode(one.ctx, node, at[node.id].x, at[node.id].y, Math.max(1, (CLOSE * 0.6) / one.scale)));
    labelsNow(one.ctx).forEach((label) => paintLabel(one.ctx, label, 1 / one.scale));
    return true;
  };

  const step = () => {
    if (!job) return;
    const began = performance.now();
    const done = goOn(job, job.slice);
    // The frame itself paints what was only asked for here: its length is seen in the next one.
    job.slice = Math.max(40, Math.min(2000, Math.round(job.slice * (began - job.last > 60 ? 0.6 : 1.25))));
    job.last = began;
    if (done) { [shown, job] = [job, null]; note(''); } else { requestAnimationFrame(step); }
    network.redraw();
  };
  const start = () => {
    timer = null;
    // While it is held, or hidden behind another tab, it does not rest: it is asked for again when it is let go.
    if (!isCrowd() || !container.clientWidth || state.panning) { key = ''; return; }
    job = { ...begin(), key, last: performance.now() };
    note('Lines are being drawn, the strongest first …');
    requestAnimationFrame(step);
  };
  const viewKey = () => JSON.stringify([network.getScale(), network.getViewPosition(), frame]);

  const blit = (ctx, one) => {
    const scale = network.getScale();
    const here = network.getViewPosition();
    const grow = scale / one.scale;
    ctx.save();
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.drawImage(one.canvas,
      (frame.width * ratio()) / 2 + (one.centre.x - here.x) * scale * ratio() - (one.canvas.width * grow) / 2,
      (frame.height * ratio()) / 2 + (one.centre.y - here.y) * scale * ratio() - (one.canvas.height * grow) / 2,
      one.canvas.width * grow, one.canvas.height * grow);
    ctx.restore();
  };

  return {
    /** What is there already, moved to where one looks now; what is missing is painted as soon as the drawing rests. */
    paint: (ctx) => {
      const now_ = viewKey();
      if (key !== now_) {
        key = now_;
        job = null;
        clearTimeout(timer);
        timer = setTimeout(start, shown ? REST : 0);
        if (shown) note('Moving: the picture of before is moved along.');
      }
      if (shown) blit(ctx, shown);
      if (job?.done) blit(ctx, job);
      const at = scene.start;
      paintNodeHalo(ctx, at);
      [state.selected, state.hovered].filter((id) => scene.edgeById.has(id))
        .forEach((id) => curves([scene.edgeById.get(id)]).forEach((item) => paintEdge(ctx, item, Math.max(1, CLOSE / network.getScale()))));
    },
    /** The lines that may pass near a point. */
    near: (point) => {
      const reach = boxAt(point, 40 / network.getScale(), 40 / network.getScale());
      return curves(scene.drawn.filter((edge) => touches(boundsOf(edge), reach)));
    },
    forget: () => { [shown, job, key] = [null, null, '']; clearTimeout(timer); note(''); },
    /** Paints everything into a context at once: for the files that are saved. */
    whole: (ctx) => {
      const one = { ...begin(), ctx };
      goOn(one, one.edges.length || 1);
    },
    isDone: () => !isCrowd() || shown?.key === viewKey(),
  };
})();

