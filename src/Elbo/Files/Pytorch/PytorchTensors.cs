using System.Globalization;
using Elbo.Files.Safetensors;

namespace Elbo.Files.Pytorch;

/// <summary>Extracts tensors from an archive's storages. Views that are not contiguous are copied in row-major order.</summary>
internal sealed class PytorchTensors(PytorchArchive archive, string file)
{
    private long taken;

    /// <summary>One tensor, checked against its storage.</summary>
    /// <exception cref="ModelFileException">It exceeds its storage, is of a type that safetensors lacks, or all together take more bytes than
    /// the file has.</exception>
    public SafetensorsTensor Take(string name, PytorchTensor tensor)
    {
        var storage = tensor.Storage;
        if (storage.Type.Type is not { } type)
            throw new ModelFileException(
                $"{file}: tensor '{name}' is a {storage.Type.Name}; allowed are floats, int32, int64, uint8 and bool. "
                + "Convert it with .float() and save again.");
        if (SafetensorsTypes.ElementCount(tensor.Shape) is not { } count || (Int128)count * storage.Type.Size > Array.MaxLength)
            throw Damaged(name, $"has the impossible shape {SafetensorsTensor.Show(tensor.Shape)}");
        if ((taken += count * storage.Type.Size) > archive.Length)
            throw new ModelFileException(string.Create(CultureInfo.InvariantCulture,
                $"{file}: up to '{name}' its tensors take {taken:N0} bytes, but the file has {archive.Length:N0}: they overlap. "
                + $"Save them apart: torch.save({{k: v.clone() for k, v in model.state_dict().items()}}, \"weights.pt\")"));
        if (count > 0 && (tensor.Strides.Any(stride => stride < 0) || tensor.Offset < 0 || Last(tensor) >= storage.Count))
            throw Damaged(name, $"of shape {SafetensorsTensor.Show(tensor.Shape)} exceeds its storage of {storage.Count} elements");
        var bytes = archive.Storage(storage);
        return new(name, type, tensor.Shape, count == 0 ? default : IsContiguous(tensor)
            ? bytes.Slice((int)tensor.Offset * storage.Type.Size, (int)count * storage.Type.Size)
            : Gather(bytes.Span, tensor, (int)count));
    }

    private static Int128 Last(PytorchTensor tensor) =>
        tensor.Shape.Zip(tensor.Strides, (size, stride) => (Int128)(size - 1) * stride).Aggregate((Int128)tensor.Offset, (sum, each) => sum + each);

    private static bool IsContiguous(PytorchTensor tensor)
    {
        var expected = 1L;
        for (var i = tensor.Shape.Length - 1; i >= 0; i--)
        {
            if (tensor.Shape[i] != 1 && tensor.Strides[i] != expected)
                return false;
            expected *= tensor.Shape[i];
        }
        return true;
    }

    private static byte[] Gather(ReadOnlySpan<byte> storage, PytorchTensor tensor, int count)
    {
        var size = tensor.Storage.Type.Size;
        var (gathered, index) = (new byte[count * size], new long[tensor.Shape.Length]);
        var at = tensor.Offset;
        for (var i = 0; i < count; i++)
        {
            storage.Slice((int)at * size, size).CopyTo(gathered.AsSpan(i * size));
            for (var axis = index.Length - 1; axis >= 0; axis--)
            {
                at += tensor.Strides[axis];
                if (++index[axis] < tensor.Shape[axis])
                    break;
                at -= tensor.Strides[axis] * tensor.Shape[axis];
                index[axis] = 0;
            }
        }
        return gathered;
    }

    private ModelFileException Damaged(string name, string found) =>
        new($"{file}: tensor '{name}' {found}. The file is damaged; get it again, or save it again in PyTorch.");
}
