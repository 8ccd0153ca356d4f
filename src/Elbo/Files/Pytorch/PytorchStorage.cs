using Elbo.Files.Safetensors;

namespace Elbo.Files.Pytorch;

/// <summary>The element type of a storage.</summary>
/// <param name="Name">PyTorch's name, such as <c>FloatStorage</c>.</param>
/// <param name="Size">Bytes of one element.</param>
/// <param name="Type">The same type in safetensors; null if it has none.</param>
internal sealed record PytorchStorageType(string Name, int Size, SafetensorsType? Type);

/// <summary>The numbers that tensors are views of: the archive's entry <c>data/KEY</c>.</summary>
/// <param name="Type">The type of each element.</param>
/// <param name="Key">The entry's name.</param>
/// <param name="Count">Elements.</param>
internal sealed record PytorchStorage(PytorchStorageType Type, string Key, long Count);

/// <summary>A view of a storage, as the pickle declares it; not yet checked.</summary>
/// <param name="Storage">The numbers.</param>
/// <param name="Offset">The first element.</param>
/// <param name="Shape">The size of each dimension.</param>
/// <param name="Strides">Elements between neighbours along each dimension.</param>
internal sealed record PytorchTensor(PytorchStorage Storage, long Offset, long[] Shape, long[] Strides);
