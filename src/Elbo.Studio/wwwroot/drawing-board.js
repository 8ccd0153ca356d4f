// A board to draw on, by mouse, touch or pen, over an image if one is shown. After each move the server gets the pixels, in the size that
// it asks for: while it works, only the newest ones wait.
export function create(canvas, server, given) {
  const { width, height, channels, ground } = given, fine = Math.max(1, Math.ceil(448 / Math.max(width, height)));
  [canvas.width, canvas.height] = [fine * width, fine * height];
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const small = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  small.imageSmoothingQuality = "high";
  let ink = given.ink, thickness = given.thickness, base = null, strokes = [], stale = false, busy = false, gone = false, pointer = null;

  function redraw() {
    context.fillStyle = ground;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingEnabled = false;
    if (base) context.drawImage(base, 0, 0, canvas.width, canvas.height);
    for (const stroke of strokes) line(stroke, 0);
  }

  // A stroke, from one of its points on.
  function line(stroke, first) {
    context.strokeStyle = stroke.ink;
    context.lineWidth = stroke.thickness * canvas.width;
    context.lineCap = context.lineJoin = "round";
    context.beginPath();
    stroke.points.slice(first).forEach(([x, y]) => context.lineTo(x, y));
    if (stroke.points.length === 1) context.lineTo(stroke.points[0][0] + 0.01, stroke.points[0][1]);
    context.stroke();
  }

  // Channel by channel, as the model has them.
  function pixels() {
    small.drawImage(canvas, 0, 0, width, height);
    const rgba = small.getImageData(0, 0, width, height).data, size = width * height, bytes = new Uint8Array(channels * size);
    for (let i = 0; i < size; i++) for (let c = 0; c < channels; c++) bytes[c * size + i] = rgba[4 * i + c];
    return bytes;
  }

  async function tell() {
    stale = true;
    if (busy) return;
    busy = true;
    while (stale && !gone) {
      stale = false;
      try { await server.invokeMethodAsync("DrawAsync", pixels()); } catch (failure) { if (!gone) console.warn(failure); break; }
    }
    busy = false;
  }

  function place(event) {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
  }

  const listeners = {
    pointerdown(event) {
      if (event.button !== 0 || pointer !== null) return;
      pointer = event.pointerId;
      canvas.setPointerCapture(pointer);
      event.preventDefault();
      strokes.push({ ink, thickness, points: [place(event)] });
      line(strokes.at(-1), 0);
      tell();
    },
    pointermove(event) {
      if (event.pointerId !== pointer) return;
      const stroke = strokes.at(-1), from = stroke.points.length - 1;
      const between = event.getCoalescedEvents?.() ?? [];
      stroke.points.push(...(between.length ? between : [event]).map(place));
      line(stroke, from);
      tell();
    },
    pointerup(event) { if (event.pointerId === pointer) pointer = null; },
    pointercancel(event) { if (event.pointerId === pointer) pointer = null; },
    lostpointercapture(event) { if (event.pointerId === pointer) pointer = null; },
  };
  for (const [name, listener] of Object.entries(listeners)) canvas.addEventListener(name, listener);

  // A file dropped on the board goes to the file field; outside both the browser would leave the page for it.
  const card = canvas.closest(".board"), file = () => card.querySelector("input[type=file]");
  const dropping = {
    dragover(event) { event.preventDefault(); },
    drop(event) {
      const field = file();
      if (event.target === field) return;
      event.preventDefault();
      if (!field || !event.dataTransfer?.files.length) return;
      // Two of many are enough to report that only one file is allowed.
      const kept = new DataTransfer();
      for (const one of [...event.dataTransfer.files].slice(0, 2)) kept.items.add(one);
      field.files = kept.files;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    },
  };
  for (const [name, listener] of Object.entries(dropping)) card.addEventListener(name, listener);
  redraw();
  canvas.dataset.ready = "";

  return {
    brush(color, width) { [ink, thickness] = [color, width]; },
    undo() { if (strokes.length) strokes.pop(); else base = null; pointer = null; redraw(); tell(); },
    clear() { [base, strokes, stale, pointer] = [null, [], false, null]; redraw(); },
    async show(address) {
      const image = new Image();
      image.src = address;
      await image.decode();
      [base, strokes, stale, pointer] = [image, [], false, null];
      redraw();
    },
    dispose() {
      gone = true;
      for (const [name, listener] of Object.entries(listeners)) canvas.removeEventListener(name, listener);
      for (const [name, listener] of Object.entries(dropping)) card.removeEventListener(name, listener);
    },
  };
}
