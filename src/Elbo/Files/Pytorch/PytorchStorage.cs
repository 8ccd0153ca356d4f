using Elbo.Files.Safetensors;

namespace Elbo.Files.Pytorch;

/// <summary>The element type of a storage.</summary>
/// <param name="Name">PyTorch's name, such as <c>FloatStorage</c>.</param>
/// <param name="Size">Bytes of one element.</param>
/// <param name="Type">The same type in safetensors; null where it has none.</param>
internal sealed record PytorchStorageType(string Name, int Size, SafetensorsType? Type);

/// <summary>Numbers of an archive that tensors are views of: the entry <c>data/KEY</c>.</summary>
/// <param name="Type">The type of each element.</param>
/// <param name="Key">The entry's name.</param>
/// <param name="Count">Elements.</param>
internal sealed record PytorchStorage(PytorchStorageType Type, string Key, long Count);

/// <summary>A view of a storage, as the pickle declares it; nothing of it is checked yet.</summary>
/// <param name="Storage">Where the numbers are.</param>
/// <param name="Offset">The first element.</param>
/// <param name="Shape">The size of each dimension.</param>
/// <param name="Strides">Elements between neighbours along each dimension.</param>
internal sealed record PytorchTensor(PytorchStorage Storage, long Offset, long[] Shape, long[] Strides);
