namespace SanityStripeBridge.Core.Mapping;

/// <summary>The public URL of an image asset, made from its reference without any call.</summary>
public static class ImageAddress
{
    /// <summary><c>image-&lt;sha&gt;-&lt;W&gt;x&lt;H&gt;-&lt;ext&gt;</c> to <c>&lt;base&gt;/images/&lt;project&gt;/&lt;dataset&gt;/&lt;sha&gt;-&lt;W&gt;x&lt;H&gt;.&lt;ext&gt;</c>; null for anything else.</summary>
    public static string? Of(string reference, string imageBase, string project, string dataset)
    {
        var parts = reference.Split('-');
        return
            parts is ["image", var sha, var size, var extension]
            && size.Contains('x', StringComparison.Ordinal)
            ? $"{imageBase}/images/{project}/{dataset}/{sha}-{size}.{extension}"
            : null;
    }
}
