using Elbo.Evaluation;
using Elbo.Training;
using static Elbo.Diagnosis.Words;

namespace Elbo.Diagnosis.Symptoms;

/// <summary>Steps whose loss or gradient was no finite number, where training went on all the same.</summary>
internal sealed class NonFiniteSteps : ISymptom
{
    public Finding? Look(Evidence evidence)
    {
        if (evidence.Incidents is not [.., var last])
            return null;
        var left = evidence.Incidents.Count(incident => incident.Action == NonFinitePolicy.Skip);
        var back = evidence.Incidents.Count(incident => incident.Action == NonFinitePolicy.Rollback);
        return new(
            Severity.Warning,
            "Some steps were not finite",
            Say($"Batches left out: {left}; returns to a checkpoint: {back}. The last: {last.Message}"),
            $"Train with a lower learning rate: {Advice.LowerRate(evidence)}.");
    }
}
