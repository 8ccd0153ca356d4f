using BenchmarkDotNet.Running;

// In this process: another toolchain would build a project of its own, which libtorch's files and the runtime's settings do not reach.
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run([.. args, "--inProcess"]);
