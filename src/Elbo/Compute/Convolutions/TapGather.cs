using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Convolutions;

/// <summary>
/// The second half of a convolution with few outputs. The first half multiplies each pixel of the map with the weights of all positions, a
/// product of kernel 1 with outputs × positions columns; this one adds, for each pixel of the result, the numbers of the pixels and positions
/// that it reads. So few outputs fill whole vectors. <see cref="Scatter()"/> is the gradient.
/// </summary>
/// <param name="shape">The whole convolution's sizes, of stride 1.</param>
/// <param name="images">B.</param>
/// <param name="taps">[B, h, w, columns]: the products of output o and position k are in column o · positions + k.</param>
/// <param name="columns">At least outputs × positions.</param>
/// <param name="bias">By output.</param>
/// <param name="y">[B, outputs, H, W].</param>
internal sealed unsafe class TapGather(ConvShape shape, int images, float* taps, int columns, float* bias, float* y) : IVectorLoop
{
    private readonly Tap[] rows = Taps(shape.Height, shape.EnlargedHeight, shape.Kernel, shape.Width * columns, shape.Kernel);
    private readonly Tap[] places = Taps(shape.Width, shape.EnlargedWidth, shape.Kernel, columns, 1);
    private bool isBackward;

    public void Gather() => Run(backward: false);

    /// <summary>Leaves the gradient of the products in the taps; y is that of the result.</summary>
    public void Scatter() => Run(backward: true);

    public void Run<V>(int first, int end) where V : struct, ISimd<V>
    {
        for (var image = first; image < end; image++)
            if (isBackward)
                Scatter(image);
            else
                Gather(image);
    }

    private void Run(bool backward)
    {
        isBackward = backward;
        VectorLoop.Run(this, images, least: 1);
    }

    /// <summary>Along a side: for each pixel of the result and each position, the offset of what it reads, or −1 beyond the edge.</summary>
    private static Tap[] Taps(int size, int enlarged, int kernel, int pixel, int position) =>
    [
        .. from o in Enumerable.Range(0, enlarged)
           from k in Enumerable.Range(0, kernel)
           let at = o + k - kernel / 2
           where at >= 0 && at < enlarged
           select new Tap(o, (int)((long)at * size / enlarged) * pixel + k * position),
    ];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gather(int image)
    {
        var from = taps + (nint)image * shape.Height * shape.Width * columns;
        var to = y + (nint)image * shape.Outputs * shape.EnlargedHeight * shape.EnlargedWidth;
        fixed (Tap* start = places)
            for (var o = 0; o < shape.Outputs; o++, from += shape.Positions, to += (nint)shape.EnlargedHeight * shape.EnlargedWidth)
            {
                new Span<float>(to, shape.EnlargedHeight * shape.EnlargedWidth).Fill(bias[o]);
                foreach (var row in rows)
                {
                    float* line = to + (nint)row.Pixel * shape.EnlargedWidth, source = from + row.Offset;
                    for (Tap* at = start, end = start + places.Length; at < end; at++)
                        line[at->Pixel] += source[at->Offset];
                }
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scatter(int image)
    {
        var to = taps + (nint)image * shape.Height * shape.Width * columns;
        var from = y + (nint)image * shape.Outputs * shape.EnlargedHeight * shape.EnlargedWidth;
        new Span<float>(to, shape.Height * shape.Width * columns).Clear();
        fixed (Tap* start = places)
            for (var o = 0; o < shape.Outputs; o++, to += shape.Positions, from += (nint)shape.EnlargedHeight * shape.EnlargedWidth)
                foreach (var row in rows)
                {
                    float* line = from + (nint)row.Pixel * shape.EnlargedWidth, target = to + row.Offset;
                    for (Tap* at = start, end = start + places.Length; at < end; at++)
                        target[at->Offset] += line[at->Pixel];
                }
    }

    private readonly record struct Tap(int Pixel, int Offset);
}
