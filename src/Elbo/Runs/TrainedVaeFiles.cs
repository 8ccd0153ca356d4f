using Elbo.Compute.Native;
using Elbo.Files.Safetensors;
using Elbo.Models;
using Elbo.Models.Storage;
using Elbo.Runs;
using TorchSharp;

namespace Elbo;

/// <summary>Loads a trained model from its run and saves it.</summary>
public static class TrainedVaeFiles
{
    extension(TrainedVae vae)
    {
        /// <summary>Loads the best weights of a run.</summary>
        /// <param name="run">The run folder.</param>
        /// <param name="device">The device: <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
        /// <exception cref="RunException">There is no run, or run.json is damaged.</exception>
        /// <exception cref="ModelFileException">The weights are missing, damaged or not finite, or their shapes do not fit run.json.</exception>
        /// <exception cref="OptionsException">The device does not exist.</exception>
        public static TrainedVae Load(string run, string device = "cpu")
        {
            var folder = RunFolder.Open(run);
            var manifest = folder.ReadManifest();
            manifest.ThrowIfUntrained(run);
            Libtorch.Load();
            var where = Devices.Resolve(device);
            var weights = SafetensorsFile.Read(folder.WeightsPath);
            manifest.Model.Validate();
            ModelLayout.ThrowIfDiffers(weights, manifest.Model);
            FiniteWeights.ThrowIfNot(weights);
            var model = new Vae(manifest.Model);
            Weights.Restore(weights, model.NamedWeights());
            model.to(where);
            return new(model, manifest.Training.Binarization, manifest.Table, manifest.Condition);
        }

        /// <summary>Writes the weights as safetensors, with PyTorch's names and shapes and the options as metadata.</summary>
        /// <param name="path">The file to write or replace.</param>
        /// <exception cref="RunException">The file cannot be written.</exception>
        public void Save(string path) => RunFolder.Guard(path, () => TrainedVae.Capture(vae.Model, vae.Binarization).Write(path));
    }
}
