namespace Elbo.Settings;

/// <summary>How a run's figure compares with a published one.</summary>
internal enum ReproductionVerdict
{
    /// <summary>The same within the errors of both.</summary>
    Reproduced,

    /// <summary>Lower by more than the errors explain.</summary>
    Better,

    /// <summary>Higher by more than the errors explain.</summary>
    Worse,

    /// <summary>Higher, after fewer epochs than the published figure had.</summary>
    Unfinished,

    /// <summary>Measured under another binarization.</summary>
    Incomparable,
}
