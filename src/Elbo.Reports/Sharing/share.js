// The playground of a report: dense layers in plain JavaScript. window.elbo has the numbers for whoever wants them.
(() => {
  "use strict";
  const $ = id => document.getElementById("play-" + id);
  const model = JSON.parse($("model").textContent);
  const [channels, height, width] = model.shape, size = channels * height * width, latents = model.order.length;
  const bytes = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));

  // Half precision: 1 bit of sign, 5 of exponent, 10 of fraction.
  const half = bits => {
    const exponent = bits >> 10 & 31, fraction = bits & 1023;
    return (bits >> 15 ? -1 : 1) * (exponent ? (1 + fraction / 1024) * 2 ** (exponent - 15) : fraction * 2 ** -24);
  };
  const stored = bytes(model.weights).buffer;
  const numbers = model.bits === 16 ? Float32Array.from(new Uint16Array(stored), half) : new Float32Array(stored);
  let at = 0;
  const take = count => numbers.subarray(at, at += count);
  const dense = layer => ({ ...layer, weight: take(layer.inputs * layer.outputs), bias: take(layer.outputs) });
  const layers = model.layers.map(layer => {
    const own = dense(layer);
    return layer.isGated ? { ...own, gate: dense(layer) } : own;
  });
  const split = layers.findIndex(layer => !layer.isActive);
  const [encoder, mu, logVar, decoder] = [layers.slice(0, split), layers[split], layers[split + 1], layers.slice(split + 2)];

  const erf = x => {
    // Abramowitz and Stegun 7.1.26, within 1.5e-7.
    const t = 1 / (1 + 0.3275911 * Math.abs(x));
    const y = 1 - ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t * Math.exp(-x * x);
    return x < 0 ? -y : y;
  };
  const sigmoid = v => 1 / (1 + Math.exp(-v));
  const activate = {
    Relu: v => Math.max(0, v), Tanh: Math.tanh, Gelu: v => v * (1 + erf(v / Math.SQRT2)) / 2, Silu: v => v * sigmoid(v),
    Elu: v => v > 0 ? v : Math.expm1(v), Softplus: v => v > 20 ? v : Math.log1p(Math.exp(v)), Gated: v => v
  }[model.activation];
  const mean = { sigmoid, identity: v => v }[model.mean];

  const linear = (layer, x) => {
    const y = new Float64Array(layer.outputs);
    for (let o = 0; o < layer.outputs; o++) {
      let sum = layer.bias[o];
      for (let i = 0, w = o * layer.inputs; i < layer.inputs; i++) sum += layer.weight[w + i] * x[i];
      y[o] = sum;
    }
    return y;
  };
  const forward = (chain, x) => chain.reduce((input, layer) => {
    const y = linear(layer, input);
    if (layer.gate) { const gate = linear(layer.gate, input); return y.map((v, i) => v * sigmoid(gate[i])); }
    return layer.isActive ? y.map(activate) : y;
  }, x);
  const encode = x => {
    const h = forward(encoder, model.isBinary ? x.map(v => v > 0.5 ? 1 : 0) : x);
    return { mu: linear(mu, h), logVar: linear(logVar, h).map(v => Math.min(40, Math.max(-40, v))) };
  };
  const decode = z => forward(decoder, z).map(mean);
  window.elbo = { model, encode, decode };

  const paint = (canvas, x) => {
    const picture = new ImageData(width, height), plane = width * height;
    for (let i = 0; i < plane; i++)
      for (let c = 0; c < 4; c++)
        picture.data[4 * i + c] = c === 3 ? 255 : 255 * Math.min(1, Math.max(0, x[channels === 3 ? c * plane + i : i]));
    canvas.getContext("2d").putImageData(picture, 0, 0);
  };

  const z = new Float64Array(latents), sliders = [];
  let input = new Float64Array(size), marked = () => {};
  const show = () => {
    sliders.forEach(({ d, slider, text }) => {
      slider.value = z[d];
      text.textContent = z[d].toFixed(2).replace("-", "−");
    });
    paint($("output"), decode(z));
    marked();
  };
  const read = words => {
    paint($("input"), input);
    const code = encode(input);
    z.set(code.mu);
    const rate = code.mu.reduce((sum, m, d) => sum + (m * m + Math.exp(code.logVar[d]) - 1 - code.logVar[d]) / 2, 0);
    $("words").textContent = words + (model.isStandard ? `; its code costs ${rate.toFixed(1)} nats` : "") + ".";
    show();
  };

  model.order.slice(0, 32).forEach(d => {
    const label = document.createElement("label"), slider = document.createElement("input"), text = document.createElement("output");
    Object.assign(slider, { type: "range", min: -4, max: 4, step: 0.01, value: 0 });
    slider.addEventListener("input", () => { z[d] = Number(slider.value); show(); });
    label.append(`z ${d}`, slider, text);
    $("latents").append(label);
    sliders.push({ d, slider, text });
  });

  const pixels = bytes(model.examples);
  model.names.forEach((name, n) => {
    const button = document.createElement("button"), canvas = document.createElement("canvas");
    Object.assign(canvas, { width, height });
    button.type = "button";
    button.setAttribute("aria-label", `Example ${n}, ${name}`);
    const example = Float64Array.from(pixels.subarray(n * size, (n + 1) * size), v => v / 255);
    paint(canvas, example);
    button.append(canvas);
    button.addEventListener("click", () => { input = example.slice(); read(`Test example ${n}, ${name}`); });
    $("examples").append(button);
  });

  $("sample").addEventListener("click", () => {
    for (let d = 0; d < latents; d++)
      z[d] = Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
    $("words").textContent = model.isStandard ? "Drawn from the prior." : "Drawn from a standard normal, not from the model's prior.";
    show();
  });

  if ($("clear")) {
    const canvas = $("input");
    const brush = event => {
      if (!(event.buttons & 1)) return;
      const box = canvas.getBoundingClientRect(), radius = Math.max(1, height / 22);
      const [x, y] = [(event.clientX - box.left) / box.width * width, (event.clientY - box.top) / box.height * height];
      for (let i = 0; i < size; i++) {
        const far = Math.hypot(i % width + 0.5 - x, Math.floor(i / width) + 0.5 - y);
        input[i] = Math.max(input[i], Math.min(1, Math.max(0, radius + 0.7 - far)));
      }
      read("Your drawing");
    };
    canvas.addEventListener("pointerdown", event => { canvas.setPointerCapture(event.pointerId); brush(event); });
    canvas.addEventListener("pointermove", brush);
    $("clear").addEventListener("click", () => { input.fill(0); read("Nothing drawn yet"); });
  }

  if ($("manifold")) {
    const side = 15, reach = 2.4, canvas = $("manifold"), tile = document.createElement("canvas");
    Object.assign(canvas, { width: side * width, height: side * height });
    Object.assign(tile, { width, height });
    const map = document.createElement("canvas"), place = i => reach * (2 * i / (side - 1) - 1);
    Object.assign(map, { width: canvas.width, height: canvas.height });
    for (let row = 0; row < side; row++)
      for (let column = 0; column < side; column++) {
        paint(tile, decode([place(column), -place(row)]));
        map.getContext("2d").drawImage(tile, column * width, row * height);
      }
    // The middle of a tile is its code.
    const step = 2 * reach / (side - 1), whole = side * step;
    marked = () => {
      const pen = canvas.getContext("2d"), [x, y] = [(z[0] / whole + 0.5) * canvas.width, (0.5 - z[1] / whole) * canvas.height];
      pen.drawImage(map, 0, 0);
      for (const [color, line] of [["#fff", 7], ["#d6006c", 4]]) {
        Object.assign(pen, { strokeStyle: color, lineWidth: line });
        pen.beginPath();
        pen.arc(x, y, 9, 0, 2 * Math.PI);
        pen.stroke();
      }
    };
    canvas.addEventListener("pointerdown", event => {
      const box = canvas.getBoundingClientRect();
      z[0] = ((event.clientX - box.left) / box.width - 0.5) * whole;
      z[1] = (0.5 - (event.clientY - box.top) / box.height) * whole;
      $("words").textContent = "A place of the manifold.";
      show();
    });
  }

  if (model.names.length) $("examples").firstElementChild.click(); else show();
})();
