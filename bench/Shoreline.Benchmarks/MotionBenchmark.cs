using System.Diagnostics;
using System.Runtime.InteropServices;
using Shoreline.Core.Naming;
using Shoreline.Media;
using Shoreline.Vision.Motion;

namespace Shoreline.Benchmarks;

/// <summary><c>motion</c>: how long the motion gate looks at a 720p frame, on one core, against copying the frame's luma plane.</summary>
/// <remarks>The frames take turns in sixty buffers, more than the processor's caches hold, as those of a decoder do. Half of them are noise of a sensor, half have something that moves.</remarks>
internal static unsafe class MotionBenchmark
{
    private const int Width = 1280;
    private const int Height = 720;
    private const int Buffers = 60;
    private const int Rounds = 3000;
    private const long FrameNs = 33_333_333;

    public static int Run()
    {
        var bytes = Width * Height;
        var memory = (byte*)NativeMemory.Alloc((nuint)(bytes * Buffers));
        var copy = (byte*)NativeMemory.Alloc((nuint)bytes);
        Console.WriteLine($"{"1280x720, median of " + Rounds,-32}{"ms",10}{"p99",10}{"of a copy",12}{"bytes",8}");
        foreach (var (name, moves) in new[] { ("still, noise", false), ("something moves", true) })
        {
            for (var i = 0; i < Buffers; i++) Draw(new Span<byte>(memory + ((long)i * bytes), bytes), i, moves);
            var gate = new MotionGate(new MotionOptions());
            var index = 0L;
            Measure(() => gate.Look(Frame(memory + (index % Buffers * bytes), index++))); // until the compiler's second pass is through
            var (looks, looksLate, allocated) = Measure(() => gate.Look(Frame(memory + (index % Buffers * bytes), index++)));
            var (copies, copiesLate, _) = Measure(() => Buffer.MemoryCopy(memory + (index++ % Buffers * bytes), copy, bytes, bytes));
            Console.WriteLine($"{name,-32}{looks,10:N3}{looksLate,10:N3}{looks / copies,12:N2}{allocated,8:N0}");
            Console.WriteLine($"{"copying the luma plane",-32}{copies,10:N3}{copiesLate,10:N3}");
        }
        NativeMemory.Free(copy);
        NativeMemory.Free(memory);
        return 0;
    }

    private static Frame Frame(byte* luma, long index) => new(
        new CameraName("bench"), index, index * FrameNs, index * FrameNs, Width, Height, Width, Width, ColorMatrix.Bt709, (nint)luma, (nint)luma);

    private static void Draw(Span<byte> luma, int index, bool moves)
    {
        var random = new Random(index);
        for (var i = 0; i < luma.Length; i++) luma[i] = (byte)(100 + (i % Width / 16) + random.Next(-6, 7));
        if (!moves) return;
        for (var y = 200; y < 500; y++) luma.Slice((y * Width) + (index * 15), 120).Fill(30);
    }

    private static (double MedianMs, double LateMs, double Allocated) Measure(Action look)
    {
        var times = new double[Rounds];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Rounds; i++)
        {
            var start = Stopwatch.GetTimestamp();
            look();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Array.Sort(times);
        return (times[Rounds / 2], times[Rounds * 99 / 100], (double)allocated / Rounds);
    }
}
