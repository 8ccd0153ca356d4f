using Elbo.Data;
using Elbo.Data.Arrays;
using Elbo.Data.Images;
using Elbo.Files.NumPy;

namespace Elbo.Analysis.Imputation;

/// <summary>Reads single pictures and NumPy's arrays, in which NaN says that a pixel is missing.</summary>
internal static class ImageHolesFile
{
    private static readonly string[] Usual = ["images", "imgs", "x", "X", "data", "arr_0", "mean"];

    /// <summary>True for a picture, an .npy or an .npz file.</summary>
    public static bool IsOne(string path) => File.Exists(path) && (FileFormat.Of(path).IsSingle || IsArray(path));

    /// <summary>True for a file in which NaN may stand.</summary>
    public static bool IsArray(string path) => FileFormat.Of(path).Array is not null;

    /// <summary>The values of black and white: those of the run's own data, or those of the file's type.</summary>
    /// <param name="path">A picture or an array.</param>
    /// <param name="options">How the run's data was read; null for the defaults.</param>
    public static PixelRange Range(string path, DataOptions? options = null)
    {
        if (!IsArray(path))
            return PixelRange.Bytes;
        var array = Array(path);
        if (array.Type == NpyType.U8)
            return options?.Range is { White: <= 255 } bytes && !(bytes.White <= 1 && ArrayValues.AreBytes(array.Type, array.Bytes.Span))
                ? bytes
                : PixelRange.Bytes;
        return array.Type != NpyType.Bool && options?.Range is { } range ? range : PixelRange.Unit;
    }

    /// <summary>Reads it.</summary>
    /// <param name="path">A picture; or uint8, or floats from 0 to 1 or in the range of the options, of shape [N, C, H, W], [N, H, W] or [H, W].</param>
    /// <param name="shape">Of the images that the model knows.</param>
    /// <param name="options">How the run's data was read; null for the defaults.</param>
    /// <returns>Values in [0, 1], NaN where the file has NaN; shape [N, D].</returns>
    /// <exception cref="DataException">The file is missing or damaged, or holds images of another shape.</exception>
    public static float[] Read(string path, ImageShape shape, DataOptions? options = null) =>
        IsArray(path) ? FromArray(path, shape, options) : FromPicture(path, shape, options ?? new());

    private static float[] FromPicture(string path, ImageShape shape, DataOptions options)
    {
        var pixels = new byte[shape.Size];
        PictureFile.Read(path, options with { Size = new(shape.Width, shape.Height) }).WriteTo(pixels);
        return [.. pixels.Select(pixel => pixel / 255f)];
    }

    private static float[] FromArray(string path, ImageShape shape, DataOptions? options)
    {
        var array = Array(path);
        if (array.Type == NpyType.Text || array.Type.IsWhole && array.Type != NpyType.U8 && options?.Range is null)
            throw new DataException($"{path} holds {array}; images are uint8 (0 to 255), or floats from 0 to 1 with NaN where a pixel is missing. "
                + "Convert them with numpy's astype('float32').");
        long[] image = [shape.Channels, shape.Height, shape.Width];
        var given = array.Shape.ToArray();
        if (!(given is [_, .. var each] && each.SequenceEqual(image)) && !given.SequenceEqual(image)
            && !(shape.Channels == 1 && (given is [_, var h, var w] && h == shape.Height && w == shape.Width
                || given is [var height, var width] && height == shape.Height && width == shape.Width)))
            throw new DataException($"{path} holds {array}, but the model knows images of {shape}. Give an array of shape [N, {string.Join(", ", image)}].");
        var range = Range(path, options);
        return [.. array.ToDoubles().Select(value => (float)((value - range.Black) / (range.White - range.Black)))];
    }

    private static NpyArray Array(string path) => FileFormat.Of(path).Array!(path, names =>
        names.Count == 1 ? names.First()
        : Usual.FirstOrDefault(names.Contains)
        ?? throw new DataException($"{path} holds the arrays {string.Join(", ", names)}; images are looked for under "
            + $"{string.Join(", ", Usual)}. Save them in Python with numpy.savez(path, images=…)."));
}
