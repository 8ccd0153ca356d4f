using Elbo.Data;
using Elbo.Data.Images;
using Elbo.Files.NumPy;

namespace Elbo.Analysis.Imputation;

/// <summary>Reads single pictures and NumPy's arrays, in which NaN says that a pixel is missing.</summary>
internal static class ImageHolesFile
{
    private static readonly string[] Usual = ["images", "x", "arr_0", "mean"];

    /// <summary>True for a picture, an .npy or an .npz file.</summary>
    public static bool IsOne(string path) => File.Exists(path) && (FileFormat.Of(path).IsSingle || IsArray(path));

    /// <summary>True for a file in which NaN may stand.</summary>
    public static bool IsArray(string path) => FileFormat.Of(path).Arrays is not null;

    /// <summary>True where the file's values are bytes: those of a picture or an array of uint8.</summary>
    public static bool HasBytes(string path) => !IsArray(path) || Array(path).Type == NpyType.U8;

    /// <summary>Reads it.</summary>
    /// <param name="path">A picture; or uint8, or floats from 0 to 1, of shape [N, C, H, W], [N, H, W] or [H, W].</param>
    /// <param name="shape">Of the images that the model knows.</param>
    /// <param name="options">How a picture is brought to that shape; null for the defaults.</param>
    /// <returns>Values in [0, 1], NaN where the file has NaN; shape [N, D].</returns>
    /// <exception cref="DataException">The file is missing or damaged, or holds images of another shape.</exception>
    public static float[] Read(string path, ImageShape shape, DataOptions? options = null) =>
        IsArray(path) ? FromArray(path, shape) : FromPicture(path, shape, options ?? new());

    private static float[] FromPicture(string path, ImageShape shape, DataOptions options)
    {
        var pixels = new byte[shape.Size];
        PictureFile.Read(path, options with { Size = new(shape.Width, shape.Height) }).WriteTo(pixels);
        return [.. pixels.Select(pixel => pixel / 255f)];
    }

    private static float[] FromArray(string path, ImageShape shape)
    {
        var array = Array(path);
        if (array.Type is not (NpyType.U8 or NpyType.Bool or NpyType.F32 or NpyType.F64))
            throw new DataException($"{path} holds {array}; images are uint8 (0 to 255), or floats from 0 to 1 with NaN where a pixel is missing. "
                + "Convert them with numpy's astype('float32').");
        long[] image = [shape.Channels, shape.Height, shape.Width];
        var given = array.Shape.ToArray();
        if (!(given is [_, .. var each] && each.SequenceEqual(image)) && !given.SequenceEqual(image)
            && !(shape.Channels == 1 && (given is [_, var h, var w] && h == shape.Height && w == shape.Width
                || given is [var height, var width] && height == shape.Height && width == shape.Width)))
            throw new DataException($"{path} holds {array}, but the model knows images of {shape}. Give an array of shape [N, {string.Join(", ", image)}].");
        var scale = array.Type == NpyType.U8 ? 255.0 : 1;
        return [.. array.ToDoubles().Select(value => (float)(value / scale))];
    }

    private static NpyArray Array(string path)
    {
        var arrays = FileFormat.Of(path).Arrays!(path);
        return arrays.Count == 1 ? arrays.Values.First()
            : Usual.Where(arrays.ContainsKey).Select(name => arrays[name]).FirstOrDefault()
            ?? throw new DataException($"{path} holds the arrays {string.Join(", ", arrays.Keys)}; images are looked for under "
                + $"{string.Join(", ", Usual)}. Save them in Python with numpy.savez(path, images=…).");
    }
}
