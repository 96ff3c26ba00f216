using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using SanityStripeBridge.Calls;
using SanityStripeBridge.Core.Alerting;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Alerts;

/// <summary>Sends one alert; its form is <c>docs/schemas/alert.schema.json</c>.</summary>
internal sealed class AlertPost(
    Connections connections,
    Neighbours neighbours,
    IOptionsMonitor<AlertOptions> options,
    TimeProvider clock
)
{
    private static readonly TimeSpan TimeOut = TimeSpan.FromSeconds(15);

    public bool IsWanted => options.CurrentValue.Address is not null;

    /// <exception cref="AlertNotSentException">Nobody took it; it may be sent again.</exception>
    public async Task SendAsync(Alert alert, CancellationToken cancel)
    {
        using var end = new CancellationTokenSource(TimeOut, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, end.Token);
        try
        {
            using var content = JsonContent.Create(ToJson(alert));
            using var answer = await connections.Client.PostAsync(
                options.CurrentValue.Address,
                content,
                either.Token
            );
            // A redirect is none: it would lead what we tell to somewhere else.
            if (!answer.IsSuccessStatusCode)
                throw new AlertNotSentException($"the answer was {(int)answer.StatusCode}");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new AlertNotSentException("there was no answer in time");
        }
        catch (HttpRequestException broken)
        {
            // Its message may hold the address, and the address a secret.
            throw new AlertNotSentException($"the connection failed ({broken.HttpRequestError})");
        }
    }

    private JsonObject ToJson(Alert alert) =>
        new()
        {
            ["version"] = 1,
            ["bridge"] = neighbours.Self,
            ["kind"] = alert.Kind,
            ["subject"] = alert.Subject,
            ["subjects"] = new JsonArray([
                .. alert.About.Select(one => (JsonNode)JsonValue.Create(one.Subject)),
            ]),
            ["message"] = alert.Message,
            ["at"] = clock.GetUtcNow().UtcDateTime,
        };
}

/// <summary>An alert did not arrive; the sentence holds no address.</summary>
internal sealed class AlertNotSentException(string message) : Exception(message);
