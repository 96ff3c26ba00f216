namespace SanityStripeBridge.Operating;

/// <summary>A bridge as whoever operates it sees it, at the command line or over HTTP: its name, and what its rooms have registered.</summary>
internal class OperatedBridge(string name, IServiceProvider rooms)
{
    public string Name => name;

    public T Get<T>()
        where T : notnull => rooms.GetRequiredService<T>();
}
