using System.Text.Json.Nodes;
using SanityStripeBridge.Operating;

namespace SanityStripeBridge.Admin;

/// <summary>A request that cannot be understood: each fault names its field.</summary>
internal sealed class BadRequestException(IReadOnlyList<(string Field, string Message)> faults)
    : RefusedException(
        Name,
        string.Join("; ", faults.Select(fault => $"{fault.Field}: {fault.Message}")),
        new()
        {
            ["errors"] = new JsonObject(
                faults
                    .GroupBy(fault => fault.Field, StringComparer.Ordinal)
                    .Select(field =>
                        KeyValuePair.Create(
                            field.Key,
                            (JsonNode?)new JsonArray([.. field.Select(fault => (JsonNode)fault.Message)])
                        )
                    )
            ),
        }
    )
{
    public const string Name = "bad_request";

    public static BadRequestException Of(string field, string message) => new([(field, message)]);
}
