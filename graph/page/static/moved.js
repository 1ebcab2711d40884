// ----------------------------------------------------------------------------------------------- moved as a picture
// A drawing of hundreds of marks and lines is not painted anew in each frame while it is dragged: the picture of it is moved,
// and what comes into the window is painted when it is let go.

/** With more marks and lines than this. */
const MOVED = 150;

const moved = (() => {
  /** @type {{canvas: HTMLCanvasElement, from: {x: number, y: number}} | null} */
  let kept = null;
  return {
    isOn: () => kept !== null,
    /** Keeps the picture that is in the window now. */
    start: () => {
      const shown = container.querySelector('canvas');
      const canvas = Object.assign(document.createElement('canvas'), { width: shown.width, height: shown.height });
      canvas.getContext('2d').drawImage(shown, 0, 0);
      kept = { canvas, from: network.canvasToDOM({ x: 0, y: 0 }) };
      find('drawing-note').textContent = 'The rest is drawn when you stop moving.';
    },
    stop: () => { kept = null; find('drawing-note').textContent = ''; },
    /** Paints the picture where it has been moved to; false while there is none. */
    paint: (ctx) => {
      if (!kept) return false;
      const here = network.canvasToDOM({ x: 0, y: 0 });
      const ratio = kept.canvas.width / frame.width;
      ctx.save();
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.drawImage(kept.canvas, Math.round((here.x - kept.from.x) * ratio), Math.round((here.y - kept.from.y) * ratio));
      ctx.restore();
      return true;
    },
  };
})();
