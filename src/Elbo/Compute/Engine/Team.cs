namespace Elbo.Compute.Engine;

/// <summary>Threads that do one job together, with a barrier inside the job. Between jobs they spin for a moment and then park, so that an idle
/// engine uses no processor; they end with the team, disposed or forgotten.</summary>
internal sealed class Team : IDisposable
{
    private readonly Shared shared;
    private readonly List<Thread> threads = [];

    /// <param name="count">Threads in all, the caller's included.</param>
    public Team(int count)
    {
        shared = new(count);
        for (var i = 1; i < count; i++)
        {
            var worker = new Worker(shared, i);
            shared.Workers.Add(worker);
            var thread = new Thread(worker.Loop) { IsBackground = true, Name = $"Elbo engine {i}" };
            threads.Add(thread);
            thread.Start();
        }
    }

    ~Team() => shared.Stop();

    /// <summary>The team's own threads, without the caller's.</summary>
    public IReadOnlyList<Thread> Threads => threads;

    public int Count => shared.Count;

    /// <summary>Runs the job on every thread, the caller's as number 0, and returns when all are done. The job must not throw.</summary>
    public void Run(Action<int> job)
    {
        shared.Start(job);
        job(0);
        shared.Finish();
        GC.KeepAlive(this);
    }

    /// <summary>Within a job: waits until every thread has come here.</summary>
    public void Barrier() => shared.Barrier();

    /// <summary>The part of <paramref name="units"/> units that a thread does: contiguous, the sizes differing by one at most.</summary>
    public (int First, int End) Share(int units, int thread) => ((int)((long)units * thread / Count), (int)((long)units * (thread + 1) / Count));

    public void Dispose()
    {
        shared.Stop();
        GC.SuppressFinalize(this);
    }

    /// <summary>The state that the threads reference; it must not refer to the team, or a forgotten team would never be finalized.</summary>
    private sealed class Shared(int count)
    {
        // About 0.7 ms where every thread has a core: a thread that yields while another process waits for its core gets it back after some
        // milliseconds only, and a step has a dozen barriers. With fewer cores than threads, some ten microseconds: there the thread that is waited
        // for needs this core.
        public readonly int SpinsBeforeYield = count <= Environment.ProcessorCount ? 20_000 : 300;
        private volatile int arrived;
        private volatile int phase;
        private volatile int running;
        private volatile int generation;
        private volatile bool stopped;
        private volatile Action<int>? job;

        public int Count => count;

        public List<Worker> Workers { get; } = [];

        public int Generation => generation;

        public bool Stopped => stopped;

        public Action<int> Job => job!;

        public void Start(Action<int> work)
        {
            job = work;
            running = count - 1;
            generation++;
            foreach (var worker in Workers)
                worker.Wake();
        }

        public void Done() => Interlocked.Decrement(ref running);

        public void Finish()
        {
            for (var spins = 0; running != 0; spins++)
                Pause(spins);
            job = null;
        }

        public void Barrier()
        {
            if (count == 1)
                return;
            var at = phase;
            if (Interlocked.Increment(ref arrived) == count)
            {
                arrived = 0;
                phase = at + 1;
                return;
            }
            for (var spins = 0; phase == at; spins++)
                Pause(spins);
        }

        public void Stop()
        {
            stopped = true;
            foreach (var worker in Workers)
                worker.Wake();
        }

        public void Pause(int spins)
        {
            if (spins < SpinsBeforeYield)
                Thread.SpinWait(1);
            else
                Thread.Yield();
        }
    }

    private sealed class Worker(Shared shared, int number)
    {
        // Counted in yields too: on a busy machine each may take milliseconds.
        private readonly int spinsBeforeParking = shared.SpinsBeforeYield + 200;
        private readonly object gate = new();
        private bool parked;

        public void Wake()
        {
            lock (gate)
                if (parked)
                {
                    parked = false;
                    Monitor.Pulse(gate);
                }
        }

        public void Loop()
        {
            for (var seen = 0; Await(seen);)
            {
                seen = shared.Generation;
                shared.Job(number);
                shared.Done();
            }
        }

        /// <returns>False when the team has stopped.</returns>
        private bool Await(int seen)
        {
            for (var spins = 0; shared.Generation == seen && !shared.Stopped; spins++)
                if (spins < spinsBeforeParking)
                    shared.Pause(spins);
                else
                    Park(seen);
            return !shared.Stopped;
        }

        private void Park(int seen)
        {
            lock (gate)
            {
                // Looked at again under the lock: whoever starts a job afterwards finds this worker parked and wakes it.
                if (shared.Generation != seen || shared.Stopped)
                    return;
                parked = true;
                while (parked)
                    Monitor.Wait(gate);
            }
        }
    }
}
