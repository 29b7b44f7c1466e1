using Shoreline.Core;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Models;
using Shoreline.Vision.Native.OnnxRuntime;

namespace Shoreline.Vision.Tests.Inference;

public sealed class ExecutionProviderTests
{
    [Theory]
    [InlineData("cpu", "cpu", "")]
    [InlineData("CPUExecutionProvider", "CPU", "")]
    [InlineData("xnnpack:intra_op_num_threads=2", "xnnpack", "intra_op_num_threads=2")]
    [InlineData("qnn: backend_path=/opt/lib.so , a=b=c", "qnn", "backend_path=/opt/lib.so;a=b=c")]
    public void A_provider_is_a_name_and_its_options(string text, string name, string options)
    {
        var provider = ExecutionProvider.Parse(text);
        Assert.Equal(name, provider.Name);
        Assert.Equal(options, string.Join(';', provider.Options.Select(option => $"{option.Key}={option.Value}")));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":a=b")]
    [InlineData("xnnpack:threads")]
    [InlineData("xnnpack:=2")]
    [InlineData("xnnpack:threads=")]
    [InlineData("cpu:threads=2")]
    public void What_has_another_form_is_refused(string text) =>
        Assert.Single(new InferenceOptions { Provider = text }.FaultsOfForm());

    [Fact]
    public void A_provider_that_the_library_does_not_have_is_refused_naming_those_that_it_has()
    {
        var fault = Assert.Single(new InferenceOptions { Provider = "tpu:device=1" }.Faults());
        Assert.StartsWith(
            $"This ONNX Runtime {OrtRuntime.Version} has no execution provider 'tpu': it has ", fault, StringComparison.Ordinal);
        Assert.Contains("cpu", fault, StringComparison.Ordinal);
        Assert.Empty(new InferenceOptions { Provider = "tpu:device=1" }.FaultsOfForm());
    }

    [Fact]
    public void A_detector_of_a_provider_that_is_not_there_does_not_open()
    {
        _ = TestAssets.Model("models.json");
        var model = ModelCatalog.Load().Resolve("yunet-n-320");
        var thrown = Assert.Throws<InvalidInputException>(() => model.Open(new InferenceOptions { Provider = "tpu" }));
        Assert.Contains("'tpu'", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Threads_are_counted_and_shared_by_lanes()
    {
        Assert.Single(new InferenceOptions { Threads = -1 }.Faults());
        Assert.Single(new InferenceOptions { Threads = 257 }.Faults());
        Assert.Empty(new InferenceOptions { Threads = 256 }.Faults());
        Assert.Equal(0, new InferenceOptions().ForLanes(1).Threads);
        Assert.Equal(1, new InferenceOptions().ForLanes(Environment.ProcessorCount).Threads);
        Assert.Equal(1, new InferenceOptions().ForLanes(10 * Environment.ProcessorCount).Threads);
        Assert.Equal(3, new InferenceOptions { Threads = 3 }.ForLanes(2).Threads);
    }
}
