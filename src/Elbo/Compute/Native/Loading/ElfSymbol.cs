namespace Elbo.Compute.Native.Loading;

/// <summary>A dynamic symbol.</summary>
/// <param name="Name">Its mangled name.</param>
/// <param name="Index">Its place in the symbol table, by which relocations refer to it.</param>
/// <param name="IsDefined">Whether the file itself defines it.</param>
readonly record struct ElfSymbol(string Name, uint Index, bool IsDefined);
