// UMAP of codes in a worker, so that the page stays responsive. The server gets the share that is done, then the points.
export function start(server, codes, first, latents, neighbours, seed) {
  const worker = new Worker(new URL("umap-worker.js", import.meta.url));
  const call = (method, ...args) => server.invokeMethodAsync(method, ...args).catch(() => worker.terminate());
  let asked = 0;
  worker.onmessage = ({ data }) => {
    if (data.points) call("PlaceAsync", new Uint8Array(data.points.buffer));
    else if (data.fault) call("Fail", data.fault);
    else if (performance.now() - asked > 250) {
      asked = performance.now();
      call("Advance", data.share);
    }
  };
  worker.onerror = failure => call("Fail", failure.message ?? "The worker did not start.");
  const numbers = bytes => new Float32Array(bytes.slice().buffer);
  worker.postMessage({ codes: numbers(codes), first: numbers(first), latents, neighbours, seed });
  return { dispose: () => worker.terminate() };
}
