using Elbo.Evaluation;

namespace Elbo.Diagnosis;

/// <summary>One thing that goes wrong with VAEs, and how to recognise it. A pure function of the evidence.</summary>
internal interface ISymptom
{
    /// <returns>The finding; null where the evidence does not show it, or does not suffice.</returns>
    Finding? Look(Evidence evidence);
}
