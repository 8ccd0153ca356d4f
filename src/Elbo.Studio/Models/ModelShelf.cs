using Elbo.Studio.Runs;

namespace Elbo.Studio.Models;

/// <summary>The models that pages use, loaded once for all of them; the longest unused one goes first.</summary>
internal sealed class ModelShelf
{
    /// <summary>An MNIST model with its codes is some 20 MB, one on photographs some 200 MB.</summary>
    private const int MostModels = 3;

    private readonly LinkedList<(string Key, Task<LoadedModel> Model)> shelf = new();
    private readonly Lock gate = new();

    /// <summary>The model of a run, as its weights are now.</summary>
    /// <exception cref="ElboException">The run has no weights, or they are damaged.</exception>
    public async Task<LoadedModel> GetAsync(RunEntry run)
    {
        var key = $"{run.Folder.Root} {File.GetLastWriteTimeUtc(run.Folder.WeightsPath).Ticks}";
        Task<LoadedModel> model;
        lock (gate)
        {
            var node = shelf.First;
            while (node is not null && node.Value.Key != key)
                node = node.Next;
            if (node is null)
                node = new((key, Task.Run(() => LoadedModel.Load(run.Folder.ReadManifest(), run.Folder.Root))));
            else
                shelf.Remove(node);
            shelf.AddFirst(node);
            // Not disposed: a page may still decode with it. What nobody holds is freed by the collector.
            if (shelf.Count > MostModels)
                shelf.RemoveLast();
            model = node.Value.Model;
        }
        try
        {
            return await model;
        }
        catch
        {
            lock (gate)
                shelf.Remove((key, model));
            throw;
        }
    }
}
