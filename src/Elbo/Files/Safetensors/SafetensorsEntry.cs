namespace Elbo.Files.Safetensors;

/// <summary>One tensor as a safetensors header declares it, already consistent in itself: End − Begin is the size of its shape.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Type">The type of each element.</param>
/// <param name="Shape">The size of each dimension.</param>
/// <param name="Begin">Offset of its first byte from the end of the header.</param>
/// <param name="End">The byte after its last.</param>
internal sealed record SafetensorsEntry(string Name, SafetensorsType Type, long[] Shape, long Begin, long End);
