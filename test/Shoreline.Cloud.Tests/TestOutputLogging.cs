using Microsoft.Extensions.Logging;

namespace Shoreline.Cloud.Tests;

/// <summary>Shows what the cloud logs beside the test that ran it.</summary>
internal sealed class TestOutputLogging : ILoggerProvider
{
    private readonly ITestOutputHelper? _output = TestContext.Current.TestOutputHelper;

    public static ILoggerFactory Factory() =>
        LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning).AddProvider(new TestOutputLogging()));

    public ILogger CreateLogger(string categoryName) => new Writer(_output, categoryName);

    public void Dispose() { }

    private sealed class Writer(ITestOutputHelper? output, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            try
            {
                output?.WriteLine($"{logLevel} {category}: {formatter(state, exception)} {exception}");
            }
            catch (InvalidOperationException)
            {
                // The test has ended; nobody reads it any more.
            }
        }
    }
}
