// The map of codes: points on a canvas with pan and zoom. The place under the pointer is decoded by the server, one request at a time:
// while one is in progress, only the newest place waits.
const near = 8;

export function create(canvas, server) {
  const context = canvas.getContext("2d");
  let points = new Float32Array(0), groups = new Uint8Array(0), order = new Uint32Array(0), colors = [], ink = "#000", grid = "#ccc", surface = "#fff";
  let names = ["", ""], circles = true, hidden = new Set(), line = [], ellipse = null, cursor = null;
  let scale = 80, x0 = 0, y0 = 0, waiting = null, busy = false, queued = false, gone = false, version = 0;
  const pointers = new Map();
  let pressed = null, pinch = 0;

  const size = () => [canvas.clientWidth, canvas.clientHeight];
  const toScreen = (x, y) => { const [w, h] = size(); return [w / 2 + (x - x0) * scale, h / 2 - (y - y0) * scale]; };
  const toPlane = (px, py) => { const [w, h] = size(); return [x0 + (px - w / 2) / scale, y0 - (py - h / 2) / scale]; };

  function fit() {
    const [w, h] = size();
    let reach = circles ? 3.3 : 0.5;
    for (const value of points) if (Math.abs(value) > reach) reach = Math.abs(value);
    [x0, y0] = [0, 0];
    scale = Math.max(1, Math.min(w, h)) / (2.1 * reach);
  }

  // The points change only with the view: they are drawn once on a separate layer, each as a stamp of its colour.
  const layer = document.createElement("canvas");
  let layered = "";

  function draw() {
    queued = false;
    const [w, h] = size(), ratio = devicePixelRatio || 1;
    if (canvas.width !== Math.round(w * ratio) || canvas.height !== Math.round(h * ratio)) {
      canvas.width = Math.round(w * ratio);
      canvas.height = Math.round(h * ratio);
    }
    const view = [canvas.width, canvas.height, scale, x0, y0, version].join();
    if (view !== layered) {
      layered = view;
      drawLayer(w, h, ratio);
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(layer, 0, 0);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawOver();
  }

  function drawLayer(w, h, ratio) {
    [layer.width, layer.height] = [canvas.width, canvas.height];
    const onto = layer.getContext("2d");
    onto.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawAxes(onto, w, h);
    const radius = Math.min(4, Math.max(1.4, scale / 60)), side = Math.ceil(2 * radius * ratio) + 2;
    onto.setTransform(1, 0, 0, 1, 0, 0);
    const stamps = colors.map(color => {
      const stamp = document.createElement("canvas");
      stamp.width = stamp.height = side;
      const ink = stamp.getContext("2d");
      ink.globalAlpha = 0.75;
      ink.fillStyle = color;
      ink.beginPath();
      ink.arc(side / 2, side / 2, radius * ratio, 0, 7);
      ink.fill();
      return stamp;
    });
    for (const i of order) {
      if (hidden.has(groups[i])) continue;
      const px = (w / 2 + (points[2 * i] - x0) * scale) * ratio, py = (h / 2 - (points[2 * i + 1] - y0) * scale) * ratio;
      if (px > -side && py > -side && px < layer.width + side && py < layer.height + side)
        onto.drawImage(stamps[groups[i] % stamps.length], Math.round(px - side / 2), Math.round(py - side / 2));
    }
  }

  function drawAxes(onto, w, h) {
    onto.lineWidth = 1;
    onto.font = "12px Inter, system-ui, sans-serif";
    onto.strokeStyle = grid;
    const rough = 90 / scale, power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map(k => k * power).find(k => k >= rough);
    const digits = Math.max(0, -Math.floor(Math.log10(step)));
    const text = value => value.toFixed(digits).replace("-", "−");
    onto.beginPath();
    const [left, top] = toPlane(0, 0), [right, bottom] = toPlane(w, h);
    const xs = [], ys = [];
    for (let x = Math.ceil(left / step) * step; x <= right; x += step) { const px = toScreen(x, 0)[0]; onto.moveTo(px, 0); onto.lineTo(px, h); xs.push([px, x]); }
    for (let y = Math.ceil(bottom / step) * step; y <= top; y += step) { const py = toScreen(0, y)[1]; onto.moveTo(0, py); onto.lineTo(w, py); ys.push([py, y]); }
    onto.stroke();
    if (circles) {
      onto.strokeStyle = ink;
      onto.globalAlpha = 0.45;
      onto.setLineDash([4, 4]);
      for (const sigma of [1, 2, 3]) { onto.beginPath(); onto.arc(...toScreen(0, 0), sigma * scale, 0, 7); onto.stroke(); }
      onto.setLineDash([]);
      onto.globalAlpha = 1;
    }
    onto.fillStyle = ink;
    onto.textAlign = "center";
    for (const [px, x] of xs) if (px > 40 && px < w - 60) label(onto, text(x), px, h - 8);
    onto.textAlign = "left";
    for (const [py, y] of ys) if (py > 30 && py < h - 30) label(onto, text(y), 8, py + 4);
    onto.textAlign = "right";
    if (names[0]) label(onto, names[0] + " →", w - 8, h - 8, true);
    onto.textAlign = "left";
    if (names[1]) label(onto, "↑ " + names[1], 8, 18, true);
  }

  function label(onto, text, x, y, strong = false) {
    onto.font = (strong ? "600 " : "") + "12px Inter, system-ui, sans-serif";
    onto.lineWidth = 4;
    onto.strokeStyle = surface;
    onto.strokeText(text, x, y);
    onto.lineWidth = 1;
    onto.fillText(text, x, y);
  }

  function drawOver() {
    context.lineWidth = 2;
    if (line.length > 2) {
      stroke(() => { for (let i = 0; i < line.length; i += 2) context.lineTo(...toScreen(line[i], line[i + 1])); });
    }
    if (ellipse) {
      const [x, y, long, short, angle] = ellipse;
      const [px, py] = toScreen(x, y);
      stroke(() => context.ellipse(px, py, Math.max(3, long * scale), Math.max(3, short * scale), -angle, 0, 7));
    } else if (cursor) {
      const [px, py] = toScreen(...cursor);
      stroke(() => { context.moveTo(px - 7, py); context.lineTo(px + 7, py); context.moveTo(px, py - 7); context.lineTo(px, py + 7); });
    }
    const ends = line.length > 2 ? [[line[0], line[1], "A"], [line.at(-2), line.at(-1), "B"]] : line.length ? [[line[0], line[1], "A"]] : [];
    for (const [x, y, name] of ends) {
      const [px, py] = toScreen(x, y);
      context.fillStyle = ink;
      context.beginPath();
      context.arc(px, py, 10, 0, 7);
      context.fill();
      context.fillStyle = surface;
      context.textAlign = "center";
      context.font = "600 12px Inter, system-ui, sans-serif";
      context.fillText(name, px, py + 4);
    }
  }

  // A line that is visible on points of every colour.
  function stroke(shape) {
    for (const [color, width] of [[surface, 5], [ink, 2]]) {
      context.strokeStyle = color;
      context.lineWidth = width;
      context.beginPath();
      shape();
      context.stroke();
    }
  }

  const redraw = () => { if (!queued) { queued = true; requestAnimationFrame(draw); } };

  function nearest(px, py) {
    let best = -1, least = near * near;
    const [x, y] = toPlane(px, py);
    for (let i = 0; i < groups.length; i++) {
      if (hidden.has(groups[i])) continue;
      const distance = ((points[2 * i] - x) ** 2 + (points[2 * i + 1] - y) ** 2) * scale * scale;
      if (distance < least) [best, least] = [i, distance];
    }
    return best;
  }

  async function ask(px, py) {
    cursor = toPlane(px, py);
    waiting = [nearest(px, py), ...cursor];
    if (busy) return;
    busy = true;
    while (waiting && !gone) {
      const place = waiting;
      waiting = null;
      try { ellipse = (await server.invokeMethodAsync("MoveAsync", ...place)).ellipse ?? null; } catch (failure) { if (!gone) console.warn(failure); break; }
      redraw();
    }
    busy = false;
  }

  function choose(px, py) { server.invokeMethodAsync("ChooseAsync", nearest(px, py), ...toPlane(px, py)); }

  function zoom(factor, px, py) {
    const [x, y] = toPlane(px, py), [w, h] = size();
    scale = Math.min(20000, Math.max(2, scale * factor));
    x0 = x - (px - w / 2) / scale;
    y0 = y + (py - h / 2) / scale;
    redraw();
  }

  const place = event => { const box = canvas.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
  const span = () => { const [a, b] = [...pointers.values()]; return [Math.hypot(a[0] - b[0], a[1] - b[1]), (a[0] + b[0]) / 2, (a[1] + b[1]) / 2]; };

  const listeners = {
    pointerdown(event) {
      pointers.set(event.pointerId, place(event));
      canvas.setPointerCapture(event.pointerId);
      pressed = { at: place(event), x0, y0, moved: false, touch: event.pointerType === "touch" };
      if (pointers.size === 2) { pinch = span()[0]; pressed.moved = true; }
      if (pressed.touch && pointers.size === 1) ask(...place(event));
    },
    pointermove(event) {
      const [px, py] = place(event);
      if (pointers.has(event.pointerId)) {
        pointers.set(event.pointerId, [px, py]);
        if (pointers.size === 2) {
          const [distance, mx, my] = span();
          if (pinch > 0) zoom(distance / pinch, mx, my);
          pinch = distance;
          return;
        }
        if (Math.hypot(px - pressed.at[0], py - pressed.at[1]) > 4) pressed.moved = true;
        if (pressed.moved && !pressed.touch) {
          x0 = pressed.x0 - (px - pressed.at[0]) / scale;
          y0 = pressed.y0 + (py - pressed.at[1]) / scale;
          redraw();
          return;
        }
      }
      ask(px, py);
      redraw();
    },
    pointerup(event) {
      pointers.delete(event.pointerId);
      if (pressed && !pressed.moved) choose(...place(event));
    },
    pointercancel(event) { pointers.delete(event.pointerId); },
    pointerleave() { cursor = null; redraw(); },
    wheel(event) { event.preventDefault(); zoom(Math.exp(-event.deltaY / 400), ...place(event)); },
    dblclick() { fit(); redraw(); },
    keydown(event) {
      const [w, h] = size();
      const [px, py] = cursor ? toScreen(...cursor) : [w / 2, h / 2];
      const moves = { ArrowLeft: [-12, 0], ArrowRight: [12, 0], ArrowUp: [0, -12], ArrowDown: [0, 12] };
      if (moves[event.key]) ask(px + moves[event.key][0], py + moves[event.key][1]);
      else if (event.key === "Enter") choose(px, py);
      else if (event.key === "+" || event.key === "-") zoom(event.key === "+" ? 1.25 : 0.8, px, py);
      else return;
      event.preventDefault();
      redraw();
    },
  };
  for (const [name, listener] of Object.entries(listeners)) canvas.addEventListener(name, listener, { passive: false });
  const resized = new ResizeObserver(redraw);
  resized.observe(canvas);

  return {
    show(bytes, of, palette, inkColor, gridColor, surfaceColor, axes, withCircles, isNewView, isRanked) {
      points = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
      groups = of.slice();
      order = Uint32Array.from(groups.keys());
      // On a scale the highest are the most interesting.
      if (isRanked) order.sort((a, b) => groups[a] - groups[b]);
      [colors, ink, grid, surface, names, circles] = [palette, inkColor, gridColor, surfaceColor, axes, withCircles];
      version++;
      if (isNewView) { ellipse = null; cursor = null; fit(); }
      canvas.dataset.ready = "";
      redraw();
    },
    hide(which) { hidden = new Set(which); version++; redraw(); },
    walk(path) { line = path; redraw(); },
    dispose() {
      gone = true;
      resized.disconnect();
      for (const [name, listener] of Object.entries(listeners)) canvas.removeEventListener(name, listener);
    },
  };
}
