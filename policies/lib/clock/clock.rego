# METADATA
# title: Clock
# description: What time it is, by the input. A decision can be made again later, and be the same.
package sallyport.lib.clock

# METADATA
# title: Now
# description: Nanoseconds since the epoch.
now := time.parse_rfc3339_ns(input.at)

# METADATA
# title: Local
# description: >-
#   The day of the week and the time of day in a time zone of the IANA database, such as Monday at 08 hours 30 as
#   {"weekday": "Monday", "time": "08:30"}. Times are texts that sort as the times do.
local(zone) := {"weekday": weekday, "time": time_of_day} if {
	[weekday, time_of_day] := split(time.format([now, zone, "Monday 15:04"]), " ")
}
