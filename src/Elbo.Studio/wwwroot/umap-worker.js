// One run of UMAP (McInnes et al. 2018, arXiv:1802.03426) with umap-js, from the points of `first` instead of random ones: clusters that are
// near each other in the principal components begin near each other. The same numbers and seed give the same points.
importScripts("lib/umap-js/umap-js.min.js");

onmessage = ({ data: { codes, first, latents, neighbours, seed } }) => {
  try {
    const rows = Array.from({ length: codes.length / latents }, (_, i) => Array.from(codes.subarray(i * latents, (i + 1) * latents)));
    const umap = new UMAP.UMAP({ nNeighbors: neighbours, nEpochs: 200, random: generator(seed) });
    const epochs = umap.initializeFit(rows), points = umap.getEmbedding();
    points.forEach((point, i) => { [point[0], point[1]] = [first[2 * i], first[2 * i + 1]]; });
    for (let epoch = 0; epoch < epochs; epoch++) {
      umap.step();
      postMessage({ share: (epoch + 1) / epochs });
    }
    const placed = Float32Array.from(umap.getEmbedding().flat());
    postMessage({ points: placed }, [placed.buffer]);
  } catch (failure) {
    postMessage({ fault: String(failure.message ?? failure) });
  }
};

// mulberry32.
function generator(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
