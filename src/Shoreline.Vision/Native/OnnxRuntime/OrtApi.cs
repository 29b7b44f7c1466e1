using System.Runtime.InteropServices;

namespace Shoreline.Vision.Native.OnnxRuntime;

/// <summary>What <c>OrtGetApiBase</c> returns; onnxruntime_c_api.h, <c>struct OrtApiBase</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct OrtApiBase
{
    public readonly delegate* unmanaged<uint, OrtApi*> GetApi;
    public readonly delegate* unmanaged<byte*> GetVersionString;
}

/// <summary>The functions of ONNX Runtime that we call; onnxruntime_c_api.h, <c>struct OrtApi</c>.</summary>
/// <remarks>
/// The C struct is a table of function pointers to which each release appends, so a position never changes. The factor before <see cref="Slot"/> is
/// the position in the header's order. Every function that returns <c>nint</c> returns an <c>OrtStatus*</c>, 0 for success: give it to
/// <see cref="OrtRuntime.Check"/>.
/// </remarks>
[StructLayout(LayoutKind.Explicit)]
internal readonly unsafe struct OrtApi
{
    private const int Slot = 8; // ONNX Runtime is built for 64-bit processors only

    [FieldOffset(1 * Slot)] public readonly delegate* unmanaged<nint, int> GetErrorCode;
    [FieldOffset(2 * Slot)] public readonly delegate* unmanaged<nint, byte*> GetErrorMessage;
    [FieldOffset(3 * Slot)] public readonly delegate* unmanaged<OrtLoggingLevel, byte*, nint*, nint> CreateEnv;
    [FieldOffset(8 * Slot)] public readonly delegate* unmanaged<nint, void*, nuint, nint, nint*, nint> CreateSessionFromArray;
    [FieldOffset(9 * Slot)] public readonly delegate* unmanaged<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint> Run;
    [FieldOffset(10 * Slot)] public readonly delegate* unmanaged<nint*, nint> CreateSessionOptions;
    [FieldOffset(11 * Slot)] public readonly delegate* unmanaged<nint, byte*, nint> SetOptimizedModelFilePath;
    [FieldOffset(22 * Slot)] public readonly delegate* unmanaged<nint, OrtLoggingLevel, nint> SetSessionLogSeverityLevel;
    [FieldOffset(23 * Slot)] public readonly delegate* unmanaged<nint, GraphOptimizationLevel, nint> SetSessionGraphOptimizationLevel;
    [FieldOffset(24 * Slot)] public readonly delegate* unmanaged<nint, int, nint> SetIntraOpNumThreads;
    [FieldOffset(30 * Slot)] public readonly delegate* unmanaged<nint, nuint*, nint> SessionGetInputCount;
    [FieldOffset(31 * Slot)] public readonly delegate* unmanaged<nint, nuint*, nint> SessionGetOutputCount;
    [FieldOffset(33 * Slot)] public readonly delegate* unmanaged<nint, nuint, nint*, nint> SessionGetInputTypeInfo;
    [FieldOffset(34 * Slot)] public readonly delegate* unmanaged<nint, nuint, nint*, nint> SessionGetOutputTypeInfo;
    [FieldOffset(36 * Slot)] public readonly delegate* unmanaged<nint, nuint, nint, byte**, nint> SessionGetInputName;
    [FieldOffset(37 * Slot)] public readonly delegate* unmanaged<nint, nuint, nint, byte**, nint> SessionGetOutputName;

    [FieldOffset(49 * Slot)]
    public readonly delegate* unmanaged<nint, void*, nuint, long*, nuint, TensorElementType, nint*, nint> CreateTensorWithDataAsOrtValue;

    [FieldOffset(55 * Slot)] public readonly delegate* unmanaged<nint, nint*, nint> CastTypeInfoToTensorInfo;
    [FieldOffset(60 * Slot)] public readonly delegate* unmanaged<nint, TensorElementType*, nint> GetTensorElementType;
    [FieldOffset(61 * Slot)] public readonly delegate* unmanaged<nint, nuint*, nint> GetDimensionsCount;
    [FieldOffset(62 * Slot)] public readonly delegate* unmanaged<nint, long*, nuint, nint> GetDimensions;
    [FieldOffset(69 * Slot)] public readonly delegate* unmanaged<OrtAllocatorType, OrtMemType, nint*, nint> CreateCpuMemoryInfo;
    [FieldOffset(76 * Slot)] public readonly delegate* unmanaged<nint, void*, nint> AllocatorFree;
    [FieldOffset(78 * Slot)] public readonly delegate* unmanaged<nint*, nint> GetAllocatorWithDefaultOptions;
    [FieldOffset(92 * Slot)] public readonly delegate* unmanaged<nint, void> ReleaseEnv;
    [FieldOffset(93 * Slot)] public readonly delegate* unmanaged<nint, void> ReleaseStatus;
    [FieldOffset(94 * Slot)] public readonly delegate* unmanaged<nint, void> ReleaseMemoryInfo;
    [FieldOffset(95 * Slot)] public readonly delegate* unmanaged<nint, void> ReleaseSession;
    [FieldOffset(96 * Slot)] public readonly delegate* unmanaged<nint, void> ReleaseValue;
    [FieldOffset(98 * Slot)] public readonly delegate* unmanaged<nint, void> ReleaseTypeInfo;
    [FieldOffset(100 * Slot)] public readonly delegate* unmanaged<nint, void> ReleaseSessionOptions;
    [FieldOffset(125 * Slot)] public readonly delegate* unmanaged<byte***, int*, nint> GetAvailableProviders;
    [FieldOffset(126 * Slot)] public readonly delegate* unmanaged<byte**, int, nint> ReleaseAvailableProviders;
    [FieldOffset(130 * Slot)] public readonly delegate* unmanaged<nint, byte*, byte*, nint> AddSessionConfigEntry;

    [FieldOffset(216 * Slot)]
    public readonly delegate* unmanaged<nint, byte*, byte**, byte**, nuint, nint> SessionOptionsAppendExecutionProvider;
}
