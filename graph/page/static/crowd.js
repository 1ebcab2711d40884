// ------------------------------------------------------------------------------------------------------------ crowds
// Thousands of lines cannot be painted with all their marks in one frame. They are painted into a separate picture, some
// in each frame, the strongest first, until all are there as in a small network. During panning and zooming that picture
// is moved. A note below the drawing says what is going on.

const crowd = (() => {
  /** How far the picture extends beyond the window on each side, so that panning shows lines at once. */
  const MARGIN = 0.25;
  /** Below this scale, marks are enlarged so that they stay readable. */
  const CLOSE = 0.4;
  /** How long the drawing must be still before it is painted again, in ms. */
  const REST = 140;
  let [shown, job, timer, key] = [null, null, null, ''];

  const note = (text) => { if (find('drawing-note').textContent !== text) find('drawing-note').textContent = text; };

  const ratio = () => window.devicePixelRatio || 1;
  const boundsOf = ({ from, to }) => {
    const [a, b] = [scene.start[from], scene.start[to]];
    return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), w: Math.abs(a.x - b.x), h: Math.abs(a.y - b.y) };
  };
  const touches = (a, b) => a.x <= b.x + b.w && b.x <= a.x + a.w && a.y <= b.y + b.h && b.y <= a.y + a.h;

  /** An empty picture of the visible area and its margin, and the lines to paint into it. */
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

  /** Paints more of a picture; true once it is complete. */
  const goOn = (one, most) => {
    one.edges.slice(one.done, one.done + most).forEach((item) => paintEdge(one.ctx, item, one.k));
    one.done += most;
    if (one.done < one.edges.length) return false;
    const at = scene.start;
    paintTies(one.ctx, one.edges, at);
    scene.nodes.filter((node) => at[node.id] && inside(one.seen, at[node.id])).forEach((node) => paintNode(one.ctx, node, at[node.id].x, at[node.id].y, Math.max(1, (CLOSE * 0.6) / one.scale)));
    labelsNow(one.ctx).forEach((label) => paintLabel(one.ctx, label, 1 / one.scale));
    return true;
  };

  const step = () => {
    if (!job) return;
    const began = performance.now();
    const done = goOn(job, job.slice);
    // The browser paints at the end of the frame, so the cost of this slice shows in the length of the next frame.
    job.slice = Math.max(40, Math.min(2000, Math.round(job.slice * (began - job.last > 60 ? 0.6 : 1.25))));
    job.last = began;
    if (done) { [shown, job] = [job, null]; note(''); } else { requestAnimationFrame(step); }
    network.redraw();
  };
  const start = () => {
    timer = null;
    // While it is dragged, or hidden behind another tab, painting waits; releasing it asks for painting again.
    if (!isCrowd() || !container.clientWidth || state.panning) { key = ''; return; }
    job = { ...begin(), key, last: performance.now() };
    note('Drawing lines, the strongest first …');
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
    /** Shows what is painted already, moved to the current position; the rest is painted once the drawing is still. */
    paint: (ctx) => {
      const now_ = viewKey();
      if (key !== now_) {
        key = now_;
        job = null;
        clearTimeout(timer);
        timer = setTimeout(start, shown ? REST : 0);
        if (shown) note('Lines are redrawn when you stop moving.');
      }
      if (shown) blit(ctx, shown);
      if (job?.done) blit(ctx, job);
      const at = scene.start;
      paintNodeHalo(ctx, at);
      [state.selected, state.hovered, ...state.lit].filter((id) => scene.edgeById.has(id))
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

