package web

import "milepost/record"

// Route is an address with the act that a role must allow.
type Route struct {
	Pattern string
	Act     record.Act
	Open    bool
}

// Routes lists every address of the server.
func (s *Server) Routes() []Route {
	var list []Route
	for _, one := range s.routes() {
		list = append(list, Route{one.pattern, one.act, one.open})
	}
	return list
}
