using System.Text.Json;

namespace SanityStripeBridge.Sandbox.Faults;

/// <summary>What a simulator offers to the routes and faults that both share.</summary>
public interface ISandbox
{
    SandboxClock Clock { get; }

    FaultPlan Faults { get; }

    RequestLog Requests { get; }

    DeliveryQueue Deliveries { get; }

    /// <summary>Forgets everything: state, faults, log, deliveries, endpoints. The clock keeps its time.</summary>
    void Reset();

    /// <summary>Performs what a person would do in the platform's own screens.</summary>
    /// <exception cref="RefusedException">The platform would not let the person do this.</exception>
    Task<JsonElement> ActAsync(JsonElement request, CancellationToken cancel);

    /// <summary>Everything the simulator holds, for assertions and the page.</summary>
    JsonElement State();

    /// <summary>Registers an endpoint for deliveries and answers it with its secret.</summary>
    /// <exception cref="RefusedException">The request is not a webhook of this platform.</exception>
    JsonElement RegisterWebhook(JsonElement request);

    /// <summary>The platform's own body for an error status.</summary>
    string ErrorBody(int status);
}

/// <summary>A person's or test's request that the simulator does not perform; the message says why.</summary>
public sealed class RefusedException(string message, int status = 400) : Exception(message)
{
    public int Status { get; } = status;
}
