// The map of codes: points on a canvas with pan and zoom. The place under the pointer is decoded by the server, one request at a time:
// while one is in progress, only the newest place waits.
const near = 8;

export function create(canvas, server) {
  const context = canvas.getContext("2d");
  let points = new Float32Array(0), groups = new Uint8Array(0), order = new Uint32Array(0), colors = [], ink = "#000", strong = "#000", grid = "#ccc", surface = "#fff";
  let names = ["", ""], circles = null, shown = new Set(), titles = [], ranked = false, line = [], ellipse = null, cursor = null;
  let scale = 80, x0 = 0, y0 = 0, waiting = null, busy = false, queued = false, gone = false, version = 0;
  const pointers = new Map();
  let pressed = null, pinch = 0;

  const size = () => [canvas.clientWidth, canvas.clientHeight];
  const toScreen = (x, y) => { const [w, h] = size(); return [w / 2 + (x - x0) * scale, h / 2 - (y - y0) * scale]; };
  const toPlane = (px, py) => { const [w, h] = size(); return [x0 + (px - w / 2) / scale, y0 - (py - h / 2) / scale]; };

  function fit() {
    const [w, h] = size();
    // The middle 99.9 % on each axis: a few far codes would leave no room for the others.
    let box = circles ? [circles[0] - 3.3, circles[0] + 3.3, circles[1] - 3.3, circles[1] + 3.3] : null;
    for (const axis of [0, 1]) {
      const sorted = points.filter((value, i) => i % 2 === axis && Number.isFinite(value)).sort();
      if (!sorted.length) continue;
      const last = sorted.length - 1, low = sorted[Math.round(0.0005 * last)], high = sorted[Math.round(0.9995 * last)];
      box ??= [Infinity, -Infinity, Infinity, -Infinity];
      box[2 * axis] = Math.min(box[2 * axis], low);
      box[2 * axis + 1] = Math.max(box[2 * axis + 1], high);
    }
    box ??= [-1, 1, -1, 1];
    [x0, y0] = [(box[0] + box[1]) / 2, (box[2] + box[3]) / 2];
    scale = 0.94 * Math.max(1, Math.min(w / Math.max(1e-6, box[1] - box[0]), h / Math.max(1e-6, box[3] - box[2])));
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
    if (canvas.width === 0 || canvas.height === 0) return; // on its way out of the page
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
    drawGrid(onto, w, h);
    const visible = [];
    for (const i of order) {
      if (!isShown(groups[i])) continue;
      const px = w / 2 + (points[2 * i] - x0) * scale, py = h / 2 - (points[2 * i + 1] - y0) * scale;
      if (px > -8 && py > -8 && px < w + 8 && py < h + 8) visible.push(i, px, py);
    }
    // The more points share the place, the smaller and fainter each is, and the more the shading below says where they are dense.
    const room = Math.sqrt(w * h / Math.max(1, visible.length / 3)), radius = Math.min(5, Math.max(1.3, room / 5));
    const crowd = Math.min(1, Math.max(0, (14 - room) / 8));
    canvas.dataset.radius = radius.toFixed(2);
    canvas.dataset.drawn = visible.length / 3;
    if (crowd > 0) shade(onto, visible, w, h, crowd);
    const side = Math.ceil(2 * radius * ratio) + 2;
    onto.setTransform(1, 0, 0, 1, 0, 0);
    const stamps = colors.map(color => {
      const stamp = document.createElement("canvas");
      stamp.width = stamp.height = side;
      const ink = stamp.getContext("2d");
      ink.globalAlpha = 0.85 - 0.3 * crowd;
      ink.fillStyle = color;
      ink.beginPath();
      ink.arc(side / 2, side / 2, radius * ratio, 0, 7);
      ink.fill();
      return stamp;
    });
    for (let k = 0; k < visible.length; k += 3)
      onto.drawImage(stamps[groups[visible[k]] % stamps.length], Math.round(visible[k + 1] * ratio - side / 2), Math.round(visible[k + 2] * ratio - side / 2));
    onto.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawMarks(onto, w, h);
    drawTitles(onto);
  }

  // Density: counts on a coarse grid, blurred, in the mean colour of the points around.
  function shade(onto, visible, w, h, crowd) {
    const cell = 6, gw = Math.ceil(w / cell) + 1, gh = Math.ceil(h / cell) + 1, channels = colors.map(rgb);
    const sums = [0, 1, 2, 3].map(() => new Float32Array(gw * gh));
    for (let k = 0; k < visible.length; k += 3) {
      const at = Math.floor(visible[k + 1] / cell) + gw * Math.floor(visible[k + 2] / cell);
      if (visible[k + 1] < 0 || visible[k + 2] < 0 || !(at < gw * gh)) continue;
      const color = channels[groups[visible[k]] % channels.length];
      for (let c = 0; c < 3; c++) sums[c][at] += color[c];
      sums[3][at]++;
    }
    for (const sum of sums) for (let pass = 0; pass < 2; pass++) { blur(sum, gw, gh, 1, gw); blur(sum, gh, gw, gw, 1); }
    let most = 0;
    for (const count of sums[3]) if (count > most) most = count;
    if (most === 0) return;
    const image = new ImageData(gw, gh);
    for (let i = 0; i < gw * gh; i++) {
      const count = sums[3][i];
      if (count <= 0.01) continue;
      for (let c = 0; c < 3; c++) image.data[4 * i + c] = sums[c][i] / count;
      image.data[4 * i + 3] = 255 * 0.6 * crowd * Math.sqrt(count / most);
    }
    const small = document.createElement("canvas");
    [small.width, small.height] = [gw, gh];
    small.getContext("2d").putImageData(image, 0, 0);
    onto.imageSmoothingQuality = "high";
    onto.drawImage(small, 0, 0, gw * cell, gh * cell);
  }

  // A box of three along one direction.
  function blur(values, length, lines, step, stride) {
    for (let line = 0; line < lines; line++) {
      let before = 0, at = line * stride;
      for (let i = 0; i < length; i++, at += step) {
        const here = values[at], after = i + 1 < length ? values[at + step] : 0;
        values[at] = (before + here + after) / 3;
        before = here;
      }
    }
  }

  const rgb = color => [1, 3, 5].map(digit => parseInt(color.slice(digit, digit + 2), 16));
  const isShown = group => ranked || shown.size === 0 || shown.has(group);

  // The name of each class where its points are many and those of others few: a class may be in several places, with nothing in the middle of them.
  let middles = [];
  function findMiddles() {
    middles = [];
    if (titles.length === 0) return;
    const cells = 16, placed = [...groups.keys()].filter(i => Number.isFinite(points[2 * i]));
    const ends = [0, 1].map(axis => placed.map(i => points[2 * i + axis]).reduce(([low, high], at) => [Math.min(low, at), Math.max(high, at)], [Infinity, -Infinity]));
    const cell = i => ends.map(([low, high], axis) => Math.min(cells - 1, Math.floor(cells * (points[2 * i + axis] - low) / (high - low || 1))));
    const counts = [...titles, ""].map(() => new Float32Array(cells * cells)), all = counts.at(-1);
    for (const i of placed) {
      const [x, y] = cell(i);
      for (const count of [counts[groups[i]], all]) count[x + cells * y]++;
    }
    for (const count of counts) for (let pass = 0; pass < 2; pass++) { blur(count, cells, cells, 1, cells); blur(count, cells, cells, cells, 1); }
    middles = titles.map((title, group) => {
      const own = counts[group], score = i => all[i] > 0 ? own[i] ** 2 / all[i] : 0;
      const best = own.reduce((best, _, i) => score(i) > score(best) ? i : best, 0);
      const near = placed.filter(i => groups[i] === group && cell(i).every((at, axis) => Math.abs(at - [best % cells, Math.floor(best / cells)][axis]) < 2));
      return near.length ? [title, group, ...[0, 1].map(axis => near.reduce((sum, i) => sum + points[2 * i + axis], 0) / near.length)] : null;
    }).filter(Boolean);
  }

  function drawTitles(onto) {
    if (ranked) return;
    onto.textAlign = "center";
    onto.lineJoin = "round";
    const taken = [];
    for (const [title, group, x, y] of middles) {
      if (!isShown(group)) continue;
      let [px, py] = toScreen(x, y);
      onto.font = "600 14px Inter, system-ui, sans-serif";
      const half = onto.measureText(title).width / 2 + 2;
      const [w, h] = size();
      if (px > 0 && px < w && py > 0 && py < h) px = Math.min(Math.max(px, half), w - half);
      // Classes that share a middle are named one below the other.
      while (taken.some(([tx, ty, other]) => Math.abs(tx - px) < half + other && Math.abs(ty - py) < 16)) py += 4;
      taken.push([px, py, half]);
      onto.lineWidth = 5;
      onto.strokeStyle = surface;
      onto.fillStyle = strong;
      onto.strokeText(title, px, py + 5);
      onto.fillText(title, px, py + 5);
    }
  }

  function ticks(w, h) {
    const rough = 90 / scale, power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map(k => k * power).find(k => k >= rough);
    const digits = Math.max(0, -Math.floor(Math.log10(step)));
    const [left, top] = toPlane(0, 0), [right, bottom] = toPlane(w, h), xs = [], ys = [];
    for (let x = Math.ceil(left / step) * step; x <= right; x += step) xs.push([toScreen(x, 0)[0], x]);
    for (let y = Math.ceil(bottom / step) * step; y <= top; y += step) ys.push([toScreen(0, y)[1], y]);
    return { xs, ys, text: value => value.toFixed(digits).replace("-", "−") };
  }

  function drawGrid(onto, w, h) {
    if (!names[0]) return;
    const { xs, ys } = ticks(w, h);
    onto.lineWidth = 1;
    onto.strokeStyle = grid;
    onto.beginPath();
    for (const [px] of xs) { onto.moveTo(px, 0); onto.lineTo(px, h); }
    for (const [py] of ys) { onto.moveTo(0, py); onto.lineTo(w, py); }
    onto.stroke();
  }

  // Above the points, so that they stay visible: the circles of the prior, with their radius, and the scale.
  function drawMarks(onto, w, h) {
    if (circles) {
      for (const sigma of [1, 2, 3])
        for (const [color, width] of [[surface, 4], [strong, 1.5]]) {
          onto.strokeStyle = color;
          onto.globalAlpha = color === surface ? 0.55 : 0.9;
          onto.lineWidth = width;
          onto.setLineDash(color === surface ? [] : [6, 4]);
          onto.beginPath();
          onto.arc(...toScreen(circles[0], circles[1]), sigma * scale, 0, 7);
          onto.stroke();
        }
      onto.setLineDash([]);
      onto.globalAlpha = 1;
      onto.textAlign = "center";
      onto.fillStyle = strong;
      for (const sigma of [1, 2, 3]) label(onto, sigma + " σ", ...toScreen(circles[0] + sigma * Math.SQRT1_2 * 1.04, circles[1] - sigma * Math.SQRT1_2 * 1.04));
    }
    if (!names[0]) return;
    const { xs, ys, text } = ticks(w, h);
    onto.fillStyle = ink;
    onto.textAlign = "center";
    onto.font = "600 12px Inter, system-ui, sans-serif";
    for (const [px, x] of xs) if (px > 40 && px < w - 16) label(onto, text(x), px, h - 8);
    onto.textAlign = "left";
    for (const [py, y] of ys) if (py > 30 && py < h - 30) label(onto, text(y), 8, py + 4);
    onto.textAlign = "right";
    label(onto, names[0] + " →", w - 8, h - 26, true);
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
      if (!isShown(groups[i])) continue;
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
      if (pressed.touch && pointers.size === 1) { ask(...place(event)); redraw(); }
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
    show(bytes, of, look) {
      points = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
      groups = of.slice();
      order = Uint32Array.from(groups.keys());
      ({ colors, ink, strong, grid, surface, axes: names, circles, titles, isRanked: ranked } = look);
      // On a scale the highest are the most interesting.
      if (ranked) order.sort((a, b) => groups[a] - groups[b]);
      findMiddles();
      version++;
      if (look.isNewView) { ellipse = null; cursor = null; fit(); }
      canvas.dataset.ready = "";
      canvas.dataset.points = points.filter((value, i) => i % 2 === 0 && Number.isFinite(value)).length;
      redraw();
    },
    isolate(which) { shown = new Set(which); version++; redraw(); },
    walk(path) { line = path; redraw(); },
    dispose() {
      gone = true;
      resized.disconnect();
      for (const [name, listener] of Object.entries(listeners)) canvas.removeEventListener(name, listener);
    },
  };
}
