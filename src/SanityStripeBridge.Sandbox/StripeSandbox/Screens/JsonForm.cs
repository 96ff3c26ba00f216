using System.Text.Json;
using SanityStripeBridge.Sandbox.StripeSandbox.Requests;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Screens;

/// <summary>Turns a person's JSON into the form the API takes; null clears, an empty list too.</summary>
internal static class JsonForm
{
    public static FormNode From(JsonElement json, params string[] except)
    {
        var form = new FormNode();
        foreach (var field in json.EnumerateObject().Where(f => !except.Contains(f.Name)))
            form.Set(field.Name, Node(field.Value));
        return form;
    }

    private static FormNode Node(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => From(value),
            JsonValueKind.Array when value.GetArrayLength() > 0 => Items(value),
            JsonValueKind.Array or JsonValueKind.Null => new FormNode(""),
            JsonValueKind.True => new FormNode("true"),
            JsonValueKind.False => new FormNode("false"),
            JsonValueKind.String => new FormNode(value.GetString()!),
            _ => new FormNode(value.GetRawText()),
        };

    private static FormNode Items(JsonElement array)
    {
        var node = new FormNode();
        foreach (var (at, item) in array.EnumerateArray().Index())
            node.Set(at.ToString(System.Globalization.CultureInfo.InvariantCulture), Node(item));
        return node;
    }
}
