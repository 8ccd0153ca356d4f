namespace Elbo.Objectives;

/// <summary>The objectives, as the command line and recipes name them.</summary>
public enum ObjectiveKind
{
    /// <summary><see cref="EvidenceLowerBound"/>.</summary>
    Elbo,

    /// <summary><see cref="Objectives.Capacity"/>.</summary>
    Capacity,

    /// <summary><see cref="Objectives.FreeBits"/>.</summary>
    FreeBits,

    /// <summary><see cref="Objectives.Iwae"/>.</summary>
    Iwae,

    /// <summary><see cref="Objectives.Miwae"/>.</summary>
    Miwae,

    /// <summary><see cref="Objectives.Ciwae"/>.</summary>
    Ciwae,

    /// <summary><see cref="Objectives.Piwae"/>.</summary>
    Piwae,
}

/// <summary>Makes an objective from its name, and its name from the kind.</summary>
internal static class ObjectiveKinds
{
    /// <summary>The objective of that name with its default numbers.</summary>
    public static Objective Default(this ObjectiveKind kind) => kind switch
    {
        ObjectiveKind.Elbo => new EvidenceLowerBound(),
        ObjectiveKind.Capacity => new Capacity(),
        ObjectiveKind.FreeBits => new FreeBits(),
        ObjectiveKind.Iwae => new Iwae(),
        ObjectiveKind.Miwae => new Miwae(),
        ObjectiveKind.Ciwae => new Ciwae(),
        ObjectiveKind.Piwae => new Piwae(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown objective."),
    };

    /// <summary><c>elbo</c>, …, <c>free-bits</c>.</summary>
    public static string Name(this ObjectiveKind kind) => kind == ObjectiveKind.FreeBits ? "free-bits" : kind.ToString().ToLowerInvariant();
}
