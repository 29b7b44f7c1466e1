using System.Text.Json;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Native.OnnxRuntime;

namespace Shoreline.Vision.Tests.Inference;

/// <summary>The binding against exact outputs that come with the models, for an input that needs no image code.</summary>
public sealed class GoldenTests
{
    private const double Tolerance = 2e-3;

    public static TheoryData<string> Models => new(
        "face_detection_yunet_2023mar.onnx", "yunet_n_320_320.onnx", "yunet_n_dynamic.onnx", "version-RFB-320.onnx",
        "yolox_nano.onnx", "nanodet_m_416.onnx", "FastestDet.onnx", "movenet_singlepose_lightning.onnx");

    [Theory]
    [MemberData(nameof(Models))]
    public void A_model_gives_the_golden_outputs_for_the_golden_input(string file)
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(TestAssets.Model("golden.json")));
        var expected = golden.RootElement.GetProperty("models").GetProperty(file);
        using var session = new InferenceSession(File.ReadAllBytes(TestAssets.Model(file)), new InferenceOptions());
        var input = expected.GetProperty("input");
        var inputBuffer = CreateInput(input);
        var outputs = expected.GetProperty("outputs").EnumerateObject()
            .Select(output => (output.Name, new TensorBuffer(TensorElementType.Float32, Shape(output.Value)))).ToArray();
        using var binding = new TensorBinding([(input.GetProperty("name").GetString()!, inputBuffer)], outputs);

        session.Run(binding);

        foreach (var (name, buffer) in outputs) AssertMatches(expected.GetProperty("outputs").GetProperty(name), buffer.Floats, name);
    }

    [Fact]
    public void Golden_outputs_exist_for_every_model_that_is_tested()
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(TestAssets.Model("golden.json")));
        var names = golden.RootElement.GetProperty("models").EnumerateObject().Select(model => model.Name).Where(name => name.EndsWith(".onnx", StringComparison.Ordinal));
        Assert.Equal(names.Order(), Models.Select(row => row.Data).Order());
    }

    [Fact]
    public void A_run_allocates_no_managed_memory()
    {
        using var session = new InferenceSession(File.ReadAllBytes(TestAssets.Model("yunet_n_320_320.onnx")), new InferenceOptions());
        var outputs = session.Outputs.Select(output => (output.Name, new TensorBuffer(TensorElementType.Float32, [.. output.Dimensions])));
        using var binding = new TensorBinding([("input", new TensorBuffer(TensorElementType.Float32, [1, 3, 320, 320]))], [.. outputs]);
        session.Run(binding);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 5; i++) session.Run(binding);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Bytes_that_are_no_model_are_refused_with_the_runtimes_own_words()
    {
        var thrown = Assert.Throws<OnnxRuntimeException>(() => new InferenceSession("not a model"u8, new InferenceOptions()));
        Assert.StartsWith("ONNX Runtime could not load the model: ", thrown.Message, StringComparison.Ordinal);
    }

    private static TensorBuffer CreateInput(JsonElement input)
    {
        var (type, map) = (input.GetProperty("type").GetString(), input.GetProperty("map").GetString());
        var buffer = new TensorBuffer(type == "int32" ? TensorElementType.Int32 : TensorElementType.Float32, Shape(input));
        if (type == "int32")
        {
            var values = buffer.As<int>();
            for (var i = 0; i < values.Length; i++) values[i] = Value(i);
            return buffer;
        }
        var floats = buffer.Floats;
        for (var i = 0; i < floats.Length; i++) floats[i] = Map(map, Value(i));
        return buffer;
    }

    private static int Value(int index) => (int)(index * 7919L % 256);

    private static float Map(string? map, int value) => map switch
    {
        "v" => value,
        "v / 255" => value / 255f,
        "(v - 127) / 128" => (value - 127) / 128f,
        "v / 64 - 2" => (value / 64f) - 2,
        _ => throw new NotSupportedException($"The golden file maps inputs by '{map}'."),
    };

    private static long[] Shape(JsonElement element) => [.. element.GetProperty("shape").EnumerateArray().Select(value => value.GetInt64())];

    private static void AssertMatches(JsonElement expected, ReadOnlySpan<float> actual, string name)
    {
        double sum = 0;
        foreach (var value in actual) sum += value;
        AssertClose(expected.GetProperty("mean").GetDouble(), sum / actual.Length, $"{name} mean");
        foreach (var at in expected.GetProperty("at").EnumerateArray())
        {
            AssertClose(at[1].GetDouble(), actual[at[0].GetInt32()], $"{name}[{at[0].GetInt32()}]");
        }
    }

    private static void AssertClose(double expected, double actual, string what) =>
        Assert.True(Math.Abs(expected - actual) <= Tolerance * Math.Max(1, Math.Abs(expected)), $"{what} is {actual}, not {expected}");
}
