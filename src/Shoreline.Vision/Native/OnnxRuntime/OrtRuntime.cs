using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Shoreline.Core;
using Shoreline.Core.Native;

namespace Shoreline.Vision.Native.OnnxRuntime;

/// <summary>The loaded library: its function table and the one environment that all sessions of the process share.</summary>
internal static unsafe class OrtRuntime
{
    /// <summary>Oldest interface that has every function of <see cref="OrtApi"/>; later libraries go on serving it.</summary>
    private const uint ApiVersion = 17;

    private static readonly Lazy<Loaded> Library = new(Load);

    /// <summary>The function table; it lives as long as the process.</summary>
    /// <exception cref="MissingDependencyException">The library is not there, or too old.</exception>
    public static OrtApi* Api => Library.Value.Api;

    /// <summary>The environment; borrowed, it lives as long as the process.</summary>
    public static nint Environment => Library.Value.Environment;

    /// <summary>Describes memory of ours on the CPU; borrowed, it lives as long as the process.</summary>
    public static nint CpuMemory => Library.Value.CpuMemory;

    /// <summary>For example <c>1.30.0</c>.</summary>
    public static string Version => Library.Value.Version;

    /// <summary>Names of the execution providers that the library was built with.</summary>
    public static IReadOnlyList<string> Providers
    {
        get
        {
            byte** names;
            int count;
            Check(Api->GetAvailableProviders(&names, &count), "list its execution providers");
            var providers = new string[count];
            for (var i = 0; i < count; i++) providers[i] = Marshal.PtrToStringUTF8((nint)names[i]) ?? "";
            Check(Api->ReleaseAvailableProviders(names, count), "free the list of its execution providers");
            return providers;
        }
    }

    /// <summary>Has sessions made with these options use an execution provider before the processor.</summary>
    /// <exception cref="OnnxRuntimeException">The library was built without it, or it refuses its options.</exception>
    public static void AppendProvider(OrtSessionOptionsHandle options, string provider, IReadOnlyList<(string Key, string Value)> values)
    {
        var count = values.Count;
        var texts = stackalloc byte*[(2 * count) + 1];
        texts[2 * count] = (byte*)Marshal.StringToCoTaskMemUTF8(provider);
        for (var i = 0; i < count; i++)
        {
            texts[i] = (byte*)Marshal.StringToCoTaskMemUTF8(values[i].Key);
            texts[count + i] = (byte*)Marshal.StringToCoTaskMemUTF8(values[i].Value);
        }
        try
        {
            Check(
                Api->SessionOptionsAppendExecutionProvider(
                    options.DangerousGetHandle(), texts[2 * count], texts, texts + count, (nuint)count),
                $"use the execution provider {provider}");
        }
        finally
        {
            for (var i = 0; i <= 2 * count; i++) Marshal.FreeCoTaskMem((nint)texts[i]);
        }
    }

    /// <summary>Throws where <paramref name="status"/> is not success, and frees it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check(nint status, string doing)
    {
        if (status != 0) Fail(Api, status, doing);
    }

    private static void Fail(OrtApi* api, nint status, string doing)
    {
        var message = Marshal.PtrToStringUTF8((nint)api->GetErrorMessage(status));
        var code = api->GetErrorCode(status);
        api->ReleaseStatus(status);
        throw new OnnxRuntimeException($"ONNX Runtime could not {doing}: {message?.ReplaceLineEndings(" ")} (code {code}).", code);
    }

    private static Loaded Load()
    {
        var getBase = (delegate* unmanaged<OrtApiBase*>)NativeLibrary.GetExport(NativeLibraries.Load("onnxruntime"), "OrtGetApiBase");
        var apiBase = getBase();
        var version = Marshal.PtrToStringUTF8((nint)apiBase->GetVersionString()) ?? "of unknown version";
        var api = apiBase->GetApi(ApiVersion);
        if (api is null)
        {
            throw new MissingDependencyException(
                $"ONNX Runtime {version} is too old: interface {ApiVersion} or later is needed. Run ./setup, or set SHORELINE_LIB_ONNXRUNTIME.");
        }

        nint environment, cpuMemory;
        fixed (byte* name = "shoreline"u8)
        {
            CheckEarly(api, api->CreateEnv(OrtLoggingLevel.Error, name, &environment), "start");
        }
        CheckEarly(api, api->CreateCpuMemoryInfo(OrtAllocatorType.Device, OrtMemType.Default, &cpuMemory), "describe CPU memory");
        return new Loaded(api, environment, cpuMemory, version);
    }

    private static void CheckEarly(OrtApi* api, nint status, string doing) // Check reads Library, which Load has yet to make
    {
        if (status != 0) Fail(api, status, doing);
    }

    private sealed class Loaded(OrtApi* api, nint environment, nint cpuMemory, string version)
    {
        public OrtApi* Api { get; } = api;

        public nint Environment { get; } = environment;

        public nint CpuMemory { get; } = cpuMemory;

        public string Version { get; } = version;
    }
}
