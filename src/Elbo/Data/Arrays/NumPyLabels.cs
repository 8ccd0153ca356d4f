using System.Globalization;
using Elbo.Files.NumPy;

namespace Elbo.Data.Arrays;

/// <summary>Labels in one of NumPy's arrays.</summary>
internal static class NumPyLabels
{
    private const string Numbering = "Number the classes in Python: numpy.unique(labels, return_inverse=True)[1].ravel().astype('uint8').";

    /// <param name="array">Whole numbers 0…255 of shape [N] or [N, 1], or one-hot rows of shape [N, K].</param>
    /// <param name="name">Name of it in error messages.</param>
    /// <param name="count">The number of images.</param>
    /// <exception cref="DataException">It does not hold labels, or another number of them.</exception>
    public static byte[] Read(NpyArray array, string name, int count)
    {
        if (array.Type == NpyType.Text)
            throw new DataException($"{name} holds {array}; labels are whole numbers from 0 to 255, shape [N]. {Numbering}");
        if (array.Shape is not ([_] or [_, _]))
            throw new DataException($"{name} holds {array}; labels are whole numbers of shape [N]. Save one number for each image.");
        if (array.Shape[0] != count)
            throw new DataException($"{name} holds {array.Shape[0]} labels for {count} images; each image needs one label.");
        return array.Shape is [_, > 1 and var classes] ? OneHot(array, name, (int)classes) : Array.ConvertAll(array.ToDoubles(), Label);

        byte Label(double label) => label is >= 0 and <= 255 && label == Math.Floor(label)
            ? (byte)label
            : throw new DataException(string.Create(CultureInfo.InvariantCulture, $"{name} holds the label {label}; labels are whole numbers from 0 to 255. ")
                + Numbering);
    }

    private static byte[] OneHot(NpyArray array, string name, int classes)
    {
        var (values, labels) = (array.ToDoubles(), new byte[array.Shape[0]]);
        for (var i = 0; i < labels.Length; i++)
        {
            var row = values.AsSpan(i * classes, classes);
            if (classes > 256 || row.IndexOf(1) < 0 || row.Count(0) != classes - 1)
                throw new DataException($"{name} holds {array}, and row {i} is not 1 for one class and 0 for the others; labels are whole numbers of "
                    + "shape [N], or such rows of up to 256 classes. Choose a column in Python: labels[:, 0].");
            labels[i] = (byte)row.IndexOf(1);
        }
        return labels;
    }
}
