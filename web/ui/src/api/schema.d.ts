// Made from openapi.json by `npm run gen`. Do not edit.

export interface paths {
    "/agent/callbacks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * My callbacks, next first
         * @description For: agent.
         */
        get: operations["listAgentCallbacks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * My calls, newest first
         * @description For: agent.
         */
        get: operations["listAgentCalls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent/calls/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Messages that the customer of my call has left on this queue
         * @description For: agent.
         */
        get: operations["listMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent/directory": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whom I can consult or transfer to
         * @description For: agent.
         */
        get: operations["getAgentDirectory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent/messages/{id}/audio": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Audio of a message, by its call, for an agent who calls back
         * @description For the agent who calls back, or did in the last day; 404 for others. Each look is audited (R4).
         *
         *     For: agent.
         */
        get: operations["getMessage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent/snapshot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The desk as last sent to the agent's page
         * @description 404 not_connected when no page of this agent is open here.
         *
         *     For: agent.
         */
        get: operations["getAgentSnapshot"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent/socket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The desk's WebSocket
         * @description WebSocket. The page sends AgentMessage, the server answers each with a ServerMessage of type reply and the same id.
         *     At connect and after every change the server sends a ServerMessage of type snapshot with the whole desk; older unread ones are replaced.
         *     The server pings every 5 s. Close codes: 4001 taken over by another page, 4002 the session ended (sign in again), 4003 the agent is
         *     signed in elsewhere (ask, then connect with take_over=1), 4004 audio or dialler is not available now (try again), 4005 moved to another node, where a colleague's call is about to
         *     ask this agent (connect again at once, without take_over; he is ready there when the audio is back), 1012 the service restarts (connect again at once with a
         *     backoff of 0.3 to 3 s). After a reload the page connects again, gets the snapshot, sends a new offer, and the audio is back. Origin must be this site.
         *
         *     For: agent.
         */
        get: operations["agentSocket"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/attempts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search calls, newest first
         * @description For: qa, supervisor, admin.
         */
        get: operations["listAttempts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/attempts/filters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Campaigns, agents, outcomes and dispositions to search by
         * @description For: qa, supervisor, admin.
         */
        get: operations["listAttemptFilters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/attempts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One call with its timeline
         * @description Each look is audited (R4).
         *
         *     For: qa, supervisor, admin.
         */
        get: operations["getAttempt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/attempts/{id}/disposition": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give the disposition of an answered call
         * @description For the attempt's agent; for supervisors when the agent left it. Answered after it is committed (I7); the same client_id
         *     again gets the same answer. 422 with callback_time_required, callback_in_past or callback_outside_window (next: when it opens).
         *     409 already_disposed: it has one from somebody else.
         *
         *     For: agent, supervisor, admin.
         */
        post: operations["disposeAttempt"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/attempts/{id}/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Delete what is known of the person of a call who has no customer file, for ever
         * @description Callers of the hotline whom nobody knew, and people who stand in a list only. As eraseCustomer, for all calls of that person. 422 digits_differ;
         *     409 has_file: delete the customer; 409 call_live; 409 record_open.
         *
         *     For: supervisor, admin.
         */
        post: operations["erasePerson"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The audit trail, newest first (R4)
         * @description Who looked at which customer, list of customers or recording, and who changed what. Repeated looks within ten minutes are one line.
         *
         *     For: supervisor, admin.
         */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calendar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Public holidays and made-up working days of a year (R10)
         * @description For: supervisor, admin.
         */
        get: operations["getCalendar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calendar/years/{year}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Say that a year's announcement was entered whole
         * @description It is then known, and no longer warned of. Audited.
         *
         *     For: supervisor, admin.
         */
        put: operations["setCalendarYear"];
        post?: never;
        /**
         * Take that back
         * @description Audited.
         *
         *     For: supervisor, admin.
         */
        delete: operations["removeCalendarYear"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calendar/{day}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Enter a holiday or a made-up working day
         * @description In force for every call that is not armed yet, of all campaigns whose window asks the calendar; through other processes within 5 s. Audited.
         *
         *     For: supervisor, admin.
         */
        put: operations["setCalendarDay"];
        post?: never;
        /**
         * Take back what was entered for a day
         * @description The day is again what the delivered calendar says. Audited.
         *
         *     For: supervisor, admin.
         */
        delete: operations["removeCalendarDay"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/call-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What holds for all calls
         * @description For: supervisor, admin.
         */
        get: operations["getCallSettings"];
        /**
         * Change what holds for all calls
         * @description Audited.
         *
         *     For: supervisor, admin.
         */
        put: operations["setCallSettings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Campaigns, newest first
         * @description For: supervisor, admin.
         */
        get: operations["listCampaigns"];
        put?: never;
        /**
         * New draft
         * @description A draft may lack a list, agents or an open window; start asks for them. The follow-ups are made from the list at once.
         *
         *     For: supervisor, admin.
         */
        post: operations["createCampaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One campaign
         * @description For: supervisor, admin.
         */
        get: operations["getCampaign"];
        /**
         * Change a draft or paused campaign
         * @description The list can be changed in a draft only.
         *
         *     For: supervisor, admin.
         */
        put: operations["updateCampaign"];
        post?: never;
        /**
         * Delete a draft
         * @description For: supervisor, admin.
         */
        delete: operations["deleteCampaign"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/follow-ups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow-ups of a campaign
         * @description Each look is audited (R4).
         *
         *     For: supervisor, admin.
         */
        get: operations["listFollowUps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/mode": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Switch the dialling mode, also while the campaign runs
         * @description Calls under way keep theirs; what is dialled next goes by the new one.
         *
         *     For: supervisor, admin.
         */
        patch: operations["switchMode"];
        trace?: never;
    };
    "/campaigns/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause: no new calls; calls in progress go on
         * @description For: supervisor, admin.
         */
        post: operations["pauseCampaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/readiness": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many can be dialled now, and why not more
         * @description For: supervisor, admin.
         */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/rehearsal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Launch rehearsal: when the campaign would be done, and how busy its agents would be
         * @description Simulates what waits with the real pacing, again and again with other chance, for up to 12 s, and changes nothing. The past of the
         *     campaign's calls is used where there is one; assumptions says what was assumed. 422 with code no_agents, window_never_opens or not_rehearsed (agentless, inbound)
         *     when nothing can be said, 503 rehearsal_busy while another one is under way.
         *
         *     For: supervisor, admin.
         */
        get: operations["rehearseCampaign"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start or go on
         * @description From draft or paused. 422 with code no_agents, no_contacts, window_never_opens or trunk_unknown when it could never dial.
         *
         *     For: supervisor, admin.
         */
        post: operations["startCampaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop for good
         * @description What waits is cancelled with reason campaign_stopped; calls that are not answered yet are hung up; answered ones go on.
         *
         *     For: supervisor, admin.
         */
        post: operations["stopCampaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/caps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How often one number and one customer may be called, over all campaigns
         * @description For: supervisor, admin.
         */
        get: operations["getCaps"];
        /**
         * Change the caps
         * @description In force for every dial that is not armed yet. Audited.
         *
         *     For: supervisor, admin.
         */
        put: operations["setCaps"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search customers, newest first
         * @description An agent finds the customers that he owns. Looks are audited (R4).
         *
         *     For: agent, qa, supervisor, admin.
         */
        get: operations["listCustomers"];
        put?: never;
        /**
         * New customer
         * @description 409 code_taken: another customer has the code.
         *
         *     For: supervisor, admin.
         */
        post: operations["createCustomer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/figures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How complete and how late customer files are (R1)
         * @description For: supervisor, admin.
         */
        get: operations["getCustomerFigures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/reassign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give customers to other agents (R2)
         * @description By ids or by a filter; to one agent, or spread over several, evenly by count or weighted by ability and language.
         *
         *     For: supervisor, admin.
         */
        post: operations["reassignCustomers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One customer with contacts, events and earlier calls (R1, R9)
         * @description An agent sees customers that he owns, and those with whom he has or had a call; others do not exist for him. Each look is audited (R4).
         *
         *     For: agent, qa, supervisor, admin.
         */
        get: operations["getCustomer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a customer
         * @description For: agent, supervisor, admin.
         */
        patch: operations["updateCustomer"];
        trace?: never;
    };
    "/customers/{id}/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add a contact
         * @description For: supervisor, admin.
         */
        post: operations["createContact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/{id}/contacts/{contact}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a contact
         * @description 409 in_use: there are follow-ups or events with it.
         *
         *     For: supervisor, admin.
         */
        delete: operations["deleteContact"];
        options?: never;
        head?: never;
        /**
         * Change a contact
         * @description Agents may change all but the numbers of their own customers' contacts.
         *
         *     For: agent, supervisor, admin.
         */
        patch: operations["updateContact"];
        trace?: never;
    };
    "/customers/{id}/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Delete a customer with everything personal, for ever
         * @description File, contacts, numbers, service records, notes, free answers and audio go; waiting follow-ups are cancelled (customer_erased). Calls stay for the figures,
         *     without name and number. A do-not-call entry stays: it is the person's own wish. 422 name_differs; 409 call_live; 409 record_open: the record of a call must be
         *     finished first.
         *
         *     For: supervisor, admin.
         */
        post: operations["eraseCustomer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Service events of a customer, newest first
         * @description For whom getCustomer is.
         *
         *     For: agent, qa, supervisor, admin.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/{id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything that is kept about a customer, for himself
         * @description A JSON file with whole numbers. Each download is audited (R4).
         *
         *     For: supervisor, admin.
         */
        get: operations["exportCustomer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/desk/dial": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Dial a follow-up or a number for me, now
         * @description The agent must be ready. The call then appears on the desk like any other. 422 with a code in errors[]: on_dnc, not_due, call_caps, window_closed, number_busy,
         *     not_waiting, callback_of_another, not_manual, campaign_not_running, no_manual_campaign, or a code of the number. 403 right_missing; 409 agent_not_ready, no_line.
         *
         *     For: agent.
         */
        post: operations["dial"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/desk/manual": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What I may dial myself
         * @description For: agent.
         */
        get: operations["getManualDesk"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/directory": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Departments that calls are transferred to when they are out of scope
         * @description For: agent, qa, supervisor, admin.
         */
        get: operations["listDepartments"];
        put?: never;
        /**
         * New department
         * @description 409 name_taken. 422 with a phone_ or number_ code: the number cannot be dialled.
         *
         *     For: supervisor, admin.
         */
        post: operations["createDepartment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/directory/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change a department
         * @description 409 name_taken. 422 with a phone_ or number_ code: the number cannot be dialled.
         *
         *     For: supervisor, admin.
         */
        put: operations["updateDepartment"];
        post?: never;
        /**
         * Take a department out of the directory
         * @description For: supervisor, admin.
         */
        delete: operations["deleteDepartment"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dispositions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Labels that an agent can give
         * @description For: agent, qa, supervisor, admin.
         */
        get: operations["listDispositions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dnc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Numbers that must not be dialled, newest first
         * @description For: supervisor, admin.
         */
        get: operations["listDNC"];
        put?: never;
        /**
         * Add a number
         * @description Answers after live attempts on the number were cancelled: no call to it is placed any more (I4).
         *
         *     For: supervisor, admin.
         */
        post: operations["addDNC"];
        /**
         * Remove a number
         * @description For: supervisor, admin.
         */
        delete: operations["removeDNC"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This description as a page to read
         * @description Everybody.
         */
        get: operations["getDocs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Store service events
         * @description At most 1000 at once. Sending an event again is harmless: source_key identifies it. 422 when a field is wrong in itself: then nothing is
         *     stored. An event whose customer or unit there is not is refused by itself, and the others are stored.
         *
         *     For: supervisor, admin.
         */
        post: operations["addEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/hotline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who waits now, how today went, and why calls are not taken
         * @description For: supervisor, admin.
         */
        get: operations["getHotline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/hotline/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Calls that nobody took: missed ones and messages, newest first
         * @description Messages are played by recordings/{id}/audio. Each look is audited (R4).
         *
         *     For: supervisor, admin.
         */
        get: operations["listHotlineCalls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Imports, newest first
         * @description For: supervisor, admin.
         */
        get: operations["listImports"];
        put?: never;
        /**
         * Upload a file of customers or of service events
         * @description CSV (UTF-8 with or without BOM, UTF-16 or GB18030) or XLSX with a header row. Nothing is taken yet: the answer has the first rows and a proposed
         *     mapping of columns to fields. Then set the mapping, start, and watch. 400 file_unusable with the reason in errors[].code.
         *
         *     For: supervisor, admin.
         */
        post: operations["uploadImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One import: preview, mapping, progress
         * @description Looks are audited (R4).
         *
         *     For: supervisor, admin.
         */
        get: operations["getImport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop an import
         * @description Rows that were taken stay. 409 wrong_state: it has ended.
         *
         *     For: supervisor, admin.
         */
        post: operations["cancelImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{id}/errors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rows that were refused, and why
         * @description For: supervisor, admin.
         */
        get: operations["listImportRowErrors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{id}/errors.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rows that were refused, as a CSV file
         * @description UTF-8 with BOM; cells that a spreadsheet would take for a formula are preceded by '.
         *
         *     For: supervisor, admin.
         */
        get: operations["downloadImportRowErrors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{id}/mapping": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Say how the columns are to be taken
         * @description Remembered for the user's next file with the same headers. 422 with mapping_length, field_unknown, field_twice or field_required.
         *
         *     For: supervisor, admin.
         */
        put: operations["setImportMapping"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start an import
         * @description It goes on in the background, also over a restart of the service.
         *
         *     For: supervisor, admin.
         */
        post: operations["startImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Work in the background, newest first
         * @description For: supervisor, admin.
         */
        get: operations["listJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One job
         * @description Its progress is stored at most twice a second.
         *
         *     For: supervisor, admin.
         */
        get: operations["getJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask a job to stop
         * @description What it has done stays. 409 wrong_state: it has ended.
         *
         *     For: supervisor, admin.
         */
        post: operations["cancelJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ledger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The due-list ledger: what has become of every follow-up
         * @description Every follow-up is in exactly one line: done, reached, waiting (until when, and why), or not to be dialled (exactly why not).
         *     The lines always add up to total.
         *
         *     For: supervisor, admin.
         */
        get: operations["getLedger"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ledger/follow-ups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The follow-ups of one line of the ledger
         * @description With the filters of the ledger. As of now: a follow-up may have moved to another line since. Looks are audited (R4).
         *
         *     For: supervisor, admin.
         */
        get: operations["listLedgerLine"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ledger/follow-ups.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The follow-ups of one line of the ledger as a CSV file
         * @description UTF-8 with BOM; cells that a spreadsheet would take for a formula are preceded by '. Each download is audited (R4).
         *
         *     For: supervisor, admin.
         */
        get: operations["downloadLedgerLine"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/lists": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Contact lists, newest first
         * @description For: supervisor, admin.
         */
        get: operations["listLists"];
        put?: never;
        /**
         * Import a contact file
         * @description CSV with a header row: a column for the name, one for the phone number, and any further columns, which the agent sees.
         *     UTF-8 with or without BOM, UTF-16 or GB18030. Wrong rows are refused one by one (see errors of the list); the file as a whole is
         *     refused with code file_unusable and the reason in errors[].code when nothing in it can be used. All or nothing is stored.
         *
         *     For: supervisor, admin.
         */
        post: operations["importList"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/lists/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One contact list
         * @description For: supervisor, admin.
         */
        get: operations["getList"];
        put?: never;
        post?: never;
        /**
         * Delete a contact list that no campaign uses
         * @description For: supervisor, admin.
         */
        delete: operations["deleteList"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/lists/{id}/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rows that were taken
         * @description Each look is audited (R4).
         *
         *     For: supervisor, admin.
         */
        get: operations["listContacts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/lists/{id}/errors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rows that were refused, and why
         * @description For: supervisor, admin.
         */
        get: operations["listImportErrors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/lists/{id}/errors.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rows that were refused, as a CSV file
         * @description UTF-8 with BOM; cells that a spreadsheet would take for a formula are preceded by '.
         *
         *     For: supervisor, admin.
         */
        get: operations["downloadImportErrors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The live picture, as server-sent events
         * @description Each event is named snapshot, has a growing id, and holds a whole Live object. One at once, then after changes, at most 4 a
         *     second and at least one in 5 seconds. Last-Event-ID is accepted; nothing is missed because each event is whole. The stream ends with the session.
         *
         *     For: supervisor, admin.
         */
        get: operations["getLive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/live/coach": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Listen, whisper, join
         * @description WebSocket, like agentSocket: AgentMessage of the types offer, listen, whisper, join (with agent_id), leave, mute and ping; the server
         *     answers each, and sends a ServerMessage of type coach at connect and after every change. The supervisor hears the agent's present conversation; by
         *     listen nobody hears him, by whisper only the agents, by join all. Each of the three is audited before it begins (R30). It ends with the conversation.
         *     not_allowed: the agent is in no conversation here. Close codes as of agentSocket.
         *
         *     For: supervisor, admin.
         */
        get: operations["coachSocket"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/modes/defaults": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the mode settings of a new campaign are
         * @description For: supervisor, admin.
         */
        get: operations["getModeDefaults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/numbers/bad": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Numbers to correct, oldest first (R11)
         * @description Vacant ones, and those that an agent found to be wrong; of customers and of contacts of simple lists. Looks are audited (R4).
         *
         *     For: supervisor, admin.
         */
        get: operations["listBadNumbers"];
        put?: never;
        /**
         * Correct a bad number, confirm it, or set it back as good
         * @description What still waits for a corrected number goes to the new one. With redial the follow-ups that the number ended are dialled again: it is another number,
         *     but the same follow-up, so the dials that were made count towards its limit. 404: the contact has no such bad number any more. 422 with same_number,
         *     duplicate, number_in_list, already_there or the reason of the number.
         *
         *     For: supervisor, admin.
         */
        post: operations["decideBadNumber"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This description, OpenAPI 3.1
         * @description Everybody.
         */
        get: operations["getOpenAPI"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Plans, newest first
         * @description For: supervisor, admin.
         */
        get: operations["listPlans"];
        put?: never;
        /**
         * New draft
         * @description 422 says of each member what is wrong: rules that never fire, impossible quotas, tiers that fall through in a circle, wrong zones, days that no calendar has. 422 method_not_dialled: only types by phone are carried out.
         *
         *     For: supervisor, admin.
         */
        post: operations["createPlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/plans/rehearse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What generating a plan with these settings would do
         * @description Nothing is written. The numbers are those of the generation.
         *
         *     For: supervisor, admin.
         */
        post: operations["rehearsePlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/plans/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One plan
         * @description For: supervisor, admin.
         */
        get: operations["getPlan"];
        /**
         * Change a draft or a request
         * @description For: supervisor, admin.
         */
        put: operations["updatePlan"];
        post?: never;
        /**
         * Delete a draft
         * @description For: supervisor, admin.
         */
        delete: operations["deletePlan"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/plans/{id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm a request, or a draft of one's own
         * @description Audited. 409 wrong_state.
         *
         *     For: supervisor, admin.
         */
        post: operations["confirmPlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/plans/{id}/generate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make the follow-ups of a period of a running plan now
         * @description A job in the background, with progress and cancel. While one is under way it is returned and no other is begun; repeating it makes nothing twice. 409 wrong_state: launch the plan first. 422 period_over.
         *
         *     For: supervisor, admin.
         */
        post: operations["generatePlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/plans/{id}/launch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Launch a confirmed plan
         * @description It is generated by itself from now on: for each period, every day, and within minutes of new events. 422 campaign_ended: nothing more is dialled in its campaign. Audited. 409 wrong_state.
         *
         *     For: supervisor, admin.
         */
        post: operations["launchPlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/plans/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause: its follow-ups are no longer dialled, and none are made
         * @description Conversations go on. Audited. 409 wrong_state.
         *
         *     For: supervisor, admin.
         */
        post: operations["pausePlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/plans/{id}/request": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a draft to be confirmed (R8)
         * @description A supervisor files it for the store or department that asks. Audited. 409 wrong_state.
         *
         *     For: supervisor, admin.
         */
        post: operations["requestPlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/plans/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Go on with a paused plan
         * @description Audited. 409 wrong_state.
         *
         *     For: supervisor, admin.
         */
        post: operations["resumePlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/plans/{id}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Generations of a plan, newest first
         * @description For: supervisor, admin.
         */
        get: operations["listPlanRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/plans/{id}/send-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a request back with a reason
         * @description It is a draft again. Audited. 409 wrong_state.
         *
         *     For: supervisor, admin.
         */
        post: operations["sendBackPlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/plans/{id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop for good
         * @description What waits is cancelled with reason plan_stopped; ringing calls are hung up; conversations go on. Audited. 409 wrong_state.
         *
         *     For: supervisor, admin.
         */
        post: operations["stopPlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/prompts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Audio that calls may play (R16)
         * @description For: supervisor, admin.
         */
        get: operations["listPrompts"];
        put?: never;
        /**
         * Add a recorded prompt
         * @description multipart/form-data with name, words (what is said, optional) and file: WAV (PCM, float, mu-law or A-law, mono or stereo, usual rates), or raw G.711 at 8 kHz named
         *     .ulaw or .alaw. 422 audio_unusable says in errors[] why not: audio_not_wav, audio_corrupt, audio_encoding_unknown, audio_rate_bad, audio_channels_bad, audio_too_long,
         *     audio_too_short, audio_silent.
         *
         *     For: supervisor, admin.
         */
        post: operations["uploadPrompt"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/prompts/speak": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add a prompt that the synthesiser speaks
         * @description 409 no_synthesiser when none is configured.
         *
         *     For: supervisor, admin.
         */
        post: operations["speakPrompt"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/prompts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a prompt that nothing uses
         * @description For: supervisor, admin.
         */
        delete: operations["deletePrompt"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/prompts/{id}/audio": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Listen to a prompt
         * @description For: supervisor, admin.
         */
        get: operations["getPromptAudio"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Queues, those in use first
         * @description For: supervisor, admin.
         */
        get: operations["listQueues"];
        put?: never;
        /**
         * New queue, a draft
         * @description 422 did_taken: another queue has the number. Start, pause and stop it as a campaign; start says no_numbers, no_agents, trunk_unknown or window_never_opens.
         *
         *     For: supervisor, admin.
         */
        post: operations["createQueue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/queues/defaults/{category}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a new queue of a category begins with
         * @description For: supervisor, admin.
         */
        get: operations["getQueueDefaults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/queues/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One queue
         * @description For: supervisor, admin.
         */
        get: operations["getQueue"];
        /**
         * Change a queue, running or not
         * @description Who waits keeps what held when he called.
         *
         *     For: supervisor, admin.
         */
        put: operations["updateQueue"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recordings/{id}/audio": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Audio, stereo 16-bit PCM WAV: left agent, right customer
         * @description Range requests are served. Each look is audited (R4); looks of one user within 10 minutes are one. 404 recording_missing when there is no audio.
         *
         *     For: qa, supervisor, admin.
         */
        get: operations["getAudio"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recordings/{id}/peaks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Waveform of both channels
         * @description For: qa, supervisor, admin.
         */
        get: operations["getPeaks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Records of answered calls (R24)
         * @description Filled by the system, finished by the agent within 24 h with his disposition (disposeAttempt). Unfinished ones come first, overdue ones at the head; then
         *     the finished ones, newest call first. Looks are audited (R4).
         *
         *     For: agent, qa, supervisor, admin.
         */
        get: operations["listRecords"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/figures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many records are open, overdue, complete and late
         * @description For: agent, qa, supervisor, admin.
         */
        get: operations["getRecordFigures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One record with all that is known
         * @description The id is the call's (attempt). An agent sees those that he held or is to finish. Each look is audited (R4).
         *
         *     For: agent, qa, supervisor, admin.
         */
        get: operations["getRecord"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{id}/agent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let another agent finish a record
         * @description 409 wrong_state: it is finished.
         *
         *     For: supervisor, admin.
         */
        post: operations["handOverRecord"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/retry/presets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Retry policies to start from
         * @description For: supervisor, admin.
         */
        get: operations["listRetryPresets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who am I
         * @description For: agent, qa, supervisor, admin.
         */
        get: operations["getSession"];
        put?: never;
        /**
         * Sign in
         * @description Sets the session cookie. After 10 failures within 5 minutes for a login from one address: 429 too_many_logins with Retry-After.
         *
         *     Everybody.
         */
        post: operations["login"];
        /**
         * Sign out
         * @description Ends this session; the agent's page is closed with code 4002.
         *
         *     For: agent, qa, supervisor, admin.
         */
        delete: operations["logout"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/skills": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Active agents and what they can do (R21, R35)
         * @description For: supervisor, admin.
         */
        get: operations["listSkills"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/trunks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Configured trunks
         * @description For: supervisor, admin.
         */
        get: operations["listTrunks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow-up types with their questions (R5)
         * @description For: agent, qa, supervisor, admin.
         */
        get: operations["listFollowUpTypes"];
        put?: never;
        /**
         * New follow-up type
         * @description 422 code_taken: there is one with this code.
         *
         *     For: supervisor, admin.
         */
        post: operations["createFollowUpType"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/types/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change a follow-up type, also a delivered one
         * @description The code stays. Follow-ups that wait are asked the new questions; plans keep the rule that they have.
         *
         *     For: supervisor, admin.
         */
        put: operations["updateFollowUpType"];
        post?: never;
        /**
         * Delete a type of one's own that nothing uses
         * @description 409 in_use: make it inactive instead; wrong_state: it is a delivered one.
         *
         *     For: supervisor, admin.
         */
        delete: operations["deleteFollowUpType"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/types/{code}/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a delivered type back its delivered form
         * @description For: supervisor, admin.
         */
        post: operations["resetFollowUpType"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/units": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Stores and departments, by name
         * @description For: agent, qa, supervisor, admin.
         */
        get: operations["listUnits"];
        put?: never;
        /**
         * New store or department
         * @description 409 name_taken.
         *
         *     For: supervisor, admin.
         */
        post: operations["createUnit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/units/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change a store or department
         * @description 409 name_taken.
         *
         *     For: supervisor, admin.
         */
        put: operations["updateUnit"];
        post?: never;
        /**
         * Delete a store or department that nothing belongs to
         * @description 409 in_use: make it inactive instead.
         *
         *     For: supervisor, admin.
         */
        delete: operations["deleteUnit"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Accounts, by name
         * @description For: supervisor, admin.
         */
        get: operations["listUsers"];
        put?: never;
        /**
         * New account
         * @description For: admin.
         */
        post: operations["createUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change an account
         * @description 409 last_admin: the last active admin cannot lose the role or be deactivated.
         *
         *     For: admin.
         */
        patch: operations["updateUser"];
        trace?: never;
    };
    "/users/{id}/skills": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What an agent can do
         * @description For: supervisor, admin.
         */
        get: operations["getSkills"];
        /**
         * Say what an agent can do
         * @description Replaces all his skills.
         *
         *     For: supervisor, admin.
         */
        put: operations["setSkills"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/windows/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a calling window means: problems, open or when next, and the next two weeks
         * @description Changes nothing. A window that is wrong is answered with 200 and problems; only a body of another form is refused. The holidays
         *     are those of the calendar with what was entered.
         *
         *     For: supervisor, admin.
         */
        post: operations["checkWindow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/windows/presets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Calling windows to start from (R10)
         * @description For: supervisor, admin.
         */
        get: operations["listWindowPresets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AgentInfo: {
            /** @description sits at another node: when he is asked he is fetched from there, which takes some seconds */
            away: boolean;
            /** @description can be asked now */
            free: boolean;
            /** Format: int64 */
            id: number;
            name: string;
            /** Format: date-time */
            since: string;
            skills: string[];
            state: string;
        };
        AgentMessage: {
            /**
             * Format: int64
             * @description ask an agent; of a supervisor: whose conversation
             */
            agent_id?: number;
            /** @description hold: the customer has agreed to wait */
            agreed?: boolean;
            /** @description ask: transfer without talking first */
            blind?: boolean;
            /** @description dtmf: of 0-9 * # A-D */
            digits?: string;
            /**
             * Format: int64
             * @description chosen by the page; the reply has the same
             */
            id: number;
            /** @description ask: why, for the one who is asked; help: what about */
            note?: string;
            /** @description ask outside: as typed; needs the right dial_outside */
            number?: string;
            /** @description mute, hold, record, help */
            on?: boolean;
            /** @description pause, skip, hold, record: why; of hold and record a code */
            reason?: string;
            /** @description offer: complete SDP offer, no trickle */
            sdp?: string;
            /** @description ask by skill: the longest idle one who has it */
            skill?: string;
            /** @enum {string} */
            type: "offer" | "ready" | "pause" | "offline" | "mute" | "hold" | "dtmf" | "hangup" | "dial" | "skip" | "ask" | "accept" | "decline" | "complete" | "take_back" | "record" | "help" | "listen" | "whisper" | "join" | "leave" | "ping";
            /**
             * @description ask: whom into the call
             * @enum {string}
             */
            whom?: "agent" | "skill" | "outside";
        };
        AgentSkills: {
            agent: components["schemas"]["Ref"];
            skills: components["schemas"]["Skill"][];
        };
        AgentStatus: {
            /**
             * Format: int64
             * @description the conversation that can be listened to
             */
            attempt_id?: number;
            campaign?: string;
            /** @description supervisors who listen, whisper or have joined */
            coaches?: components["schemas"]["CoachView"][];
            /** @description can be given a call, or asked into one, now */
            free: boolean;
            help_note?: string;
            /**
             * Format: date-time
             * @description asks for help since then (U40)
             */
            help_since?: string;
            /** Format: int64 */
            id: number;
            media: string;
            name: string;
            /** @description where he sits */
            node: string;
            phase?: string;
            reason?: string;
            /** Format: date-time */
            since: string;
            state: string;
        };
        Assumption: {
            /** @enum {string} */
            code: "answer_rate_own" | "answer_rate_all" | "answer_rate_unknown" | "talk_past" | "talk_unknown" | "wrap_up_past" | "wrap_up_unknown" | "agents_present" | "extrapolated" | "cut_short" | "retry_simple" | "learns_anew";
            /**
             * Format: int64
             * @description answer_rate_own, answer_rate_all, talk_past, wrap_up_past: calls that it comes from
             */
            count?: number;
            /**
             * Format: double
             * @description answer_rate_*: the rate; talk_*, wrap_up_*: seconds; agents_present: agents; extrapolated: hours that were simulated call by call; cut_short: the same, because the time ran out
             */
            value?: number;
        };
        Attempt: {
            agent?: components["schemas"]["Ref"];
            /** Format: date-time */
            answered_at?: string;
            campaign: components["schemas"]["Ref"];
            /**
             * Format: int64
             * @description Q.850 cause
             */
            cause?: number;
            /** Format: date-time */
            claimed_at: string;
            customer: string;
            /**
             * @description in: the customer called us (R19)
             * @enum {string}
             */
            direction: "out" | "in";
            /** @description code of the agent's label */
            disposition?: string;
            /** Format: date-time */
            ended_at?: string;
            /** Format: int64 */
            follow_up_id: number;
            /** Format: int64 */
            hold_ms: number;
            /**
             * @description who hung up first (R20)
             * @enum {string}
             */
            hung_up_by?: "customer" | "agent" | "system";
            /** Format: int64 */
            id: number;
            /** @description what the network did; absent while the attempt lives */
            outcome?: string;
            /** @description masked unless the reader is supervisor or admin */
            phone: string;
            recordings: components["schemas"]["Recording"][];
            /**
             * Format: int64
             * @description dialled to answered, or to ended when never answered; absent when not dialled
             */
            ring_ms?: number;
            /**
             * Format: int64
             * @description final SIP response
             */
            sip_code?: number;
            /** @enum {string} */
            state: "claimed" | "armed" | "dialled" | "ringing" | "answered" | "talking" | "ended";
            /**
             * Format: int64
             * @description answered to ended; absent when not answered or not ended
             */
            talk_ms?: number;
            trunk: string;
            /**
             * Format: int64
             * @description in: from the arrival to the agent, or to the end
             */
            wait_ms?: number;
            /**
             * Format: int64
             * @description ended to disposition; absent while there is none
             */
            wrap_up_ms?: number;
        };
        AttemptDetail: {
            agent?: components["schemas"]["Ref"];
            /** Format: date-time */
            answered_at?: string;
            /** Format: date-time */
            callback_at?: string;
            /** @description number that was shown; direction in: that was called */
            caller_id: string;
            campaign: components["schemas"]["Ref"];
            cancel_reason?: string;
            /**
             * Format: int64
             * @description Q.850 cause
             */
            cause?: number;
            /** Format: date-time */
            claimed_at: string;
            customer: string;
            /**
             * Format: int64
             * @description whose file it is; absent: the person has none
             */
            customer_id?: number;
            /**
             * @description in: the customer called us (R19)
             * @enum {string}
             */
            direction: "out" | "in";
            /** Format: date-time */
            disposed_at?: string;
            disposed_by?: components["schemas"]["Ref"];
            /** @description code of the agent's label */
            disposition?: string;
            end_detail?: string;
            /** Format: date-time */
            ended_at?: string;
            /** @description what was known of the person has been deleted */
            erased: boolean;
            /** Format: int64 */
            follow_up_id: number;
            /** @description of a notice: it was played to its end */
            heard: boolean;
            /** Format: int64 */
            hold_ms: number;
            /**
             * @description who hung up first (R20)
             * @enum {string}
             */
            hung_up_by?: "customer" | "agent" | "system";
            /** Format: int64 */
            id: number;
            /** @description that the customer pressed while a notice was played or while he waited, in their order */
            keys: components["schemas"]["PressedKey"][];
            /**
             * @description of the call; the campaign's may have changed since
             * @enum {string}
             */
            mode: "manual" | "preview" | "progressive" | "predictive" | "agentless" | "inbound";
            node: string;
            note?: string;
            /** @description what the network did; absent while the attempt lives */
            outcome?: string;
            /** @description masked unless the reader is supervisor or admin */
            phone: string;
            recordings: components["schemas"]["Recording"][];
            /**
             * Format: int64
             * @description dialled to answered, or to ended when never answered; absent when not dialled
             */
            ring_ms?: number;
            /**
             * Format: int64
             * @description final SIP response
             */
            sip_code?: number;
            /** @enum {string} */
            state: "claimed" | "armed" | "dialled" | "ringing" | "answered" | "talking" | "ended";
            /**
             * Format: int64
             * @description answered to ended; absent when not answered or not ended
             */
            talk_ms?: number;
            timeline: components["schemas"]["TimelineEvent"][];
            trunk: string;
            /**
             * Format: int64
             * @description in: from the arrival to the agent, or to the end
             */
            wait_ms?: number;
            /**
             * Format: int64
             * @description ended to disposition; absent while there is none
             */
            wrap_up_ms?: number;
        };
        AttemptFilters: {
            agents: components["schemas"]["Ref"][];
            campaigns: components["schemas"]["Ref"][];
            dispositions: components["schemas"]["Disposition"][];
            outcomes: string[];
        };
        AuditEntry: {
            /** @description such as customer.look */
            action: string;
            /** Format: date-time */
            at: string;
            detail: unknown;
            /** Format: int64 */
            id: number;
            /** @description such as customer:12 */
            object: string;
            user: string;
            /**
             * Format: int64
             * @description absent: the system itself
             */
            user_id?: number;
        };
        BadNumber: {
            /**
             * Format: date-time
             * @description when it was found
             */
            at?: string;
            /**
             * Format: int64
             * @description the call that found it; absent when somebody marked it by hand
             */
            attempt_id?: number;
            /**
             * Format: date-time
             * @description since when it is known that there is no better number
             */
            confirmed_at?: string;
            contact: string;
            /** Format: int64 */
            contact_id: number;
            customer?: components["schemas"]["Ref"];
            /** @description follow-ups that ended because of this number */
            follow_ups: components["schemas"]["StoppedFollowUp"][];
            label: string;
            /** @description of a contact without a customer */
            list?: components["schemas"]["Ref"];
            /** @description E.164; masked unless the reader is supervisor or admin */
            phone: string;
            /** @enum {string} */
            why: "vacant" | "wrong_number";
        };
        CalendarDay: {
            /**
             * Format: int64
             * @description the weekday that the day counts as for calling windows: 1 Monday to 7 Sunday
             */
            as: number;
            /** Format: date */
            date: string;
            /** @enum {string} */
            kind: "holiday" | "workday";
            /** @description of the holiday, or of that for which the day is worked */
            name: string;
            name_en?: string;
            /** @description it was entered; else it is delivered with the program */
            override: boolean;
            /** @description day off for which it is worked, when that is known */
            swaps?: string;
            /**
             * @description of an override: what the day is without it; absent: its day of the week
             * @enum {string}
             */
            under?: "holiday" | "workday";
            under_name?: string;
        };
        CalendarDayInput: {
            /** @enum {string} */
            kind: "holiday" | "workday";
            /** @description of the holiday, or of that for which the day is worked */
            name: string;
            /** @description of a workday: the day off for which it is worked, as whose day of the week it then counts; absent: it counts as a Monday */
            swaps?: string;
        };
        CalendarYear: {
            /** @description CN */
            calendar: string;
            /** @description that differ from their day of the week, in order */
            days: components["schemas"]["CalendarDay"][];
            /** @description somebody said that the announcement was entered whole */
            entered: boolean;
            /** @description the announcement is there, delivered or entered; false: only holidays with a fixed date and what was entered are observed, all other days are what they are in the week */
            known: boolean;
            /**
             * Format: date
             * @description at the call centre
             */
            today: string;
            /** Format: int64 */
            year: number;
            /** @description all known years */
            years: number[];
        };
        CallSettings: {
            /**
             * @description when agents see that a supervisor takes part in their call: speaking: when he whispers or has joined (U53)
             * @enum {string}
             */
            show_coach: "never" | "speaking" | "always";
        };
        CallSnapshot: {
            /** Format: date-time */
            answered_at?: string;
            /** Format: int64 */
            attempt_id: number;
            /** @description supervisors who take part, as far as agents are shown them */
            coaches?: components["schemas"]["CoachView"][];
            /**
             * @description what answered, when that is listened for
             * @enum {string}
             */
            detected?: "person" | "machine" | "fax";
            /** @description DTMF that the customer pressed */
            digits?: string;
            /** Format: date-time */
            ended_at?: string;
            /** @description who was asked into the call, or who has asked me */
            guest?: components["schemas"]["GuestSnapshot"];
            /** Format: date-time */
            held_since?: string;
            /**
             * Format: date-time
             * @description a supervisor was asked for help
             */
            help_since?: string;
            /** @enum {string} */
            hung_up_by?: "customer" | "agent" | "system";
            /** @description of a call that came in on the hotline (R19) */
            incoming?: components["schemas"]["IncomingSnapshot"];
            /** @description how the number was dialled */
            mode?: string;
            muted: boolean;
            /** @enum {string} */
            phase: "preview" | "dialling" | "ringing" | "talking" | "ended" | "invited" | "guest";
            /** @description phase preview: the number is dialled then; else the customer is skipped */
            preview_dial?: boolean;
            /**
             * Format: date-time
             * @description phase preview: till when the agent may look at the customer
             */
            preview_until?: string;
            recording: boolean;
            /** Format: date-time */
            recording_paused_since?: string;
            screen: components["schemas"]["Screen"];
            /** Format: date-time */
            started_at: string;
            /**
             * Format: date-time
             * @description the time allowed for wrap-up; the disposition stays required after it
             */
            wrap_up_until?: string;
        };
        Callback: {
            campaign: components["schemas"]["Ref"];
            customer: string;
            /** Format: date-time */
            due_at: string;
            /** Format: int64 */
            follow_up_id: number;
            /** @description what the agent wrote when it was agreed */
            note?: string;
            /** @description masked */
            phone: string;
            /** @description false: the campaign is not running now, so the callback is not dialled */
            running: boolean;
        };
        Called: {
            /** @description only this agent makes it */
            agent?: components["schemas"]["Ref"];
            /** Format: date-time */
            due_at?: string;
            /** @description none: no_number, do_not_call, callback_waiting (one for the same number is waiting already), called_again ...; not_reached: as of the follow-up */
            reason?: string;
            /** @enum {string} */
            state: "waiting" | "live" | "done" | "not_reached" | "none";
        };
        Campaign: {
            agents: components["schemas"]["Ref"][];
            caller_id: string;
            counts: components["schemas"]["Counts"];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            ended_at?: string;
            /** Format: int64 */
            id: number;
            /** Format: int64 */
            list_id?: number;
            list_name: string;
            /** Format: int64 */
            max_attempts: number;
            /** @enum {string} */
            mode: "manual" | "preview" | "progressive" | "predictive" | "agentless" | "inbound";
            mode_settings: components["schemas"]["ModeSettings"];
            name: string;
            purpose: string;
            /** @description what max_attempts and retry_delay_s stand for, outcome by outcome */
            retry: components["schemas"]["Policy"];
            /** Format: int64 */
            retry_delay_s: number;
            /** Format: int64 */
            ring_timeout_s: number;
            /** Format: date-time */
            started_at?: string;
            /** @enum {string} */
            state: "draft" | "running" | "paused" | "stopped" | "finished";
            /** @description only agents who have the type as a skill get its calls */
            trained_only: boolean;
            trunk: string;
            type_code?: string;
            /**
             * Format: int64
             * @description for If-Match
             */
            version: number;
            window: components["schemas"]["Window"];
            /** Format: int64 */
            wrapup_s: number;
        };
        CampaignInput: {
            agent_ids?: number[];
            /** @description one of the trunk's caller_ids; empty: the trunk chooses, the same for the same customer */
            caller_id?: string;
            /**
             * Format: int64
             * @description fixed once the campaign was started
             */
            list_id?: number;
            /**
             * Format: int64
             * @description dials for one follow-up at most (R11)
             * @default 2
             */
            max_attempts: number;
            /**
             * @default progressive
             * @enum {string}
             */
            mode: "manual" | "preview" | "progressive" | "predictive" | "agentless";
            /** @description how each mode works; absent: the defaults */
            mode_settings?: components["schemas"]["ModeSettings"];
            name: string;
            /** @description shown to the agent (R9) */
            purpose?: string;
            /** @description the whole policy, outcome by outcome, in place of max_attempts and retry_delay_s; see retry/presets */
            retry?: components["schemas"]["Policy"];
            /**
             * Format: int64
             * @description seconds from the end of an attempt to the next
             * @default 3600
             */
            retry_delay_s: number;
            /**
             * Format: int64
             * @default 30
             */
            ring_timeout_s: number;
            /** @description only agents who have the type as a skill get its calls (R35); needs type_code */
            trained_only?: boolean;
            /** @description its name; auto: any, by priority */
            trunk: string;
            /** @description follow-up type whose questions the agent asks; empty: none */
            type_code?: string;
            window: components["schemas"]["Window"];
            /**
             * Format: int64
             * @description seconds allowed for the disposition
             * @default 60
             */
            wrapup_s: number;
        };
        Caps: {
            /** Format: int64 */
            burst_s: number;
            /**
             * Format: int64
             * @description calls in any burst_s seconds
             */
            per_burst: number;
            /**
             * Format: int64
             * @description calls in any 24 hours
             */
            per_day: number;
        };
        CoachSnapshot: {
            agent?: string;
            /** Format: int64 */
            agent_id?: number;
            /** Format: int64 */
            attempt_id?: number;
            /** @description the conversation that was listened to last has ended */
            ended: boolean;
            /** @enum {string} */
            media: "none" | "connecting" | "connected" | "lost";
            /**
             * @description absent: in no conversation
             * @enum {string}
             */
            mode?: "listen" | "whisper" | "join";
            muted: boolean;
            /** Format: int64 */
            seq: number;
            /** Format: date-time */
            since?: string;
        };
        CoachView: {
            /** @enum {string} */
            mode: "listen" | "whisper" | "join";
            name: string;
        };
        Contact: {
            /** @description [column, value] pairs, in file order */
            extra: string[][];
            /** Format: int64 */
            id: number;
            /**
             * Format: int64
             * @description physical line in the file, from 1
             */
            line: number;
            name: string;
            /** @description E.164 */
            phone: string;
        };
        ContactInput: {
            birthday?: string;
            /** @description narrows the calling window (R10); empty: any time */
            convenient?: components["schemas"]["Interval"][];
            email?: string;
            /** @enum {string} */
            language?: "" | "mandarin" | "cantonese";
            name: string;
            /** @description in the order in which they are tried */
            numbers: components["schemas"]["NumberInput"][];
            /** @enum {string} */
            sex?: "" | "m" | "f";
            title?: string;
            /** @description IANA; empty: the campaign's */
            zone?: string;
        };
        ContactPatch: {
            /** @description empty: not known */
            birthday?: string;
            convenient?: components["schemas"]["Interval"][];
            email?: string;
            /** @enum {string} */
            language?: "" | "mandarin" | "cantonese";
            name?: string;
            /** @description all numbers: replaces what was there */
            numbers?: components["schemas"]["NumberInput"][];
            /** @enum {string} */
            sex?: "" | "m" | "f";
            title?: string;
            zone?: string;
        };
        Counts: {
            /** Format: int64 */
            cancelled: number;
            /** Format: int64 */
            completed: number;
            /**
             * Format: int64
             * @description the part of waiting whose time has come
             */
            due: number;
            /**
             * Format: int64
             * @description not reached within the retry limit
             */
            exhausted: number;
            /**
             * Format: int64
             * @description an attempt is under way
             */
            live: number;
            /** Format: int64 */
            total: number;
            /**
             * Format: int64
             * @description also those that a paused plan holds back
             */
            waiting: number;
            /**
             * Format: int64
             * @description reached; the agent's disposition is missing
             */
            wrapup: number;
        };
        Credentials: {
            /** @example wang */
            login: string;
            password: string;
        };
        Customer: {
            address: string;
            /** @description the organisation's own number, unique; absent when it has none */
            code?: string;
            /** Format: int64 */
            contact_count: number;
            /**
             * Format: date-time
             * @description entered
             */
            created_at: string;
            /** Format: date */
            expires_on?: string;
            /** @description further columns of imports; expiry dates of plans under their code, e.g. insurance_expiry */
            fields: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * @description taken down on paper or in another system; absent: when it was entered
             */
            filed_at?: string;
            /** Format: int64 */
            id: number;
            name: string;
            /** @description hobbies, family ...; empty for qa */
            notes: {
                [key: string]: string;
            };
            owner?: components["schemas"]["Ref"];
            /**
             * Format: int64
             * @description the agent who owns the customer (R2)
             */
            owner_id?: number;
            /** @description first number of the first contact; masked for agent and qa */
            phone: string;
            region: string;
            /** @enum {string} */
            segment: "" | "member" | "vip" | "prospect" | "churned";
            /**
             * Format: date
             * @description contract; the file is due within 3 days
             */
            signed_on?: string;
            /** @description masked for agent and qa */
            switchboard: string;
            unit?: components["schemas"]["Ref"];
            /** Format: int64 */
            unit_id?: number;
            /** Format: date-time */
            updated_at: string;
        };
        CustomerConvenient: {
            /**
             * @description HH:MM, included
             * @example 09:00
             */
            from: string;
            /**
             * @description HH:MM, excluded; 24:00 is the end of the day
             * @example 11:30
             */
            to: string;
            /** @description 1 Monday to 7 Sunday */
            weekdays: number[];
        };
        CustomerErasure: {
            /** @description the customer's name, typed by hand */
            name: string;
        };
        CustomerEvent: {
            /** Format: int64 */
            amount_cents?: number;
            /** Format: date-time */
            at: string;
            detail: {
                [key: string]: string;
            };
            /** Format: int64 */
            id: number;
            kind: string;
            source_key: string;
            title: string;
            unit?: components["schemas"]["Ref"];
        };
        CustomerExport: {
            address: string;
            /** @description earlier calls, newest first, at most 20 */
            attempts: components["schemas"]["Attempt"][];
            /** @description who looked at the file or changed it, newest first */
            audit: components["schemas"]["ExportedLook"][];
            /** @description the organisation's own number, unique; absent when it has none */
            code?: string;
            /** Format: int64 */
            contact_count: number;
            contacts: components["schemas"]["CustomerPerson"][];
            /**
             * Format: date-time
             * @description entered
             */
            created_at: string;
            /** @description what agents wrote about calls */
            dispositions: components["schemas"]["ExportedSaying"][];
            /** @description entries for his numbers */
            do_not_call: components["schemas"]["DNC"][];
            /** @description newest first, at most 50 */
            events: components["schemas"]["CustomerEvent"][];
            /** Format: date */
            expires_on?: string;
            /** Format: date-time */
            exported_at: string;
            /** @description further columns of imports; expiry dates of plans under their code, e.g. insurance_expiry */
            fields: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * @description taken down on paper or in another system; absent: when it was entered
             */
            filed_at?: string;
            follow_ups: components["schemas"]["ExportedFollowUp"][];
            /** Format: int64 */
            id: number;
            /** @description rules that were not kept: filed, entered, personal */
            late: string[];
            /** @description fields that are still to be filled in */
            missing: string[];
            name: string;
            /** @description hobbies, family ...; empty for qa */
            notes: {
                [key: string]: string;
            };
            owner?: components["schemas"]["Ref"];
            /**
             * Format: int64
             * @description the agent who owns the customer (R2)
             */
            owner_id?: number;
            /** @description first number of the first contact; masked for agent and qa */
            phone: string;
            region: string;
            /** @enum {string} */
            segment: "" | "member" | "vip" | "prospect" | "churned";
            /**
             * Format: date
             * @description contract; the file is due within 3 days
             */
            signed_on?: string;
            /** @description masked for agent and qa */
            switchboard: string;
            unit?: components["schemas"]["Ref"];
            /** Format: int64 */
            unit_id?: number;
            /** Format: date-time */
            updated_at: string;
        };
        CustomerFigures: {
            /**
             * Format: int64
             * @description files in which nothing is missing
             */
            complete: number;
            /** @description files in which a field is missing, by field */
            incomplete: {
                [key: string]: number;
            };
            /** @description files that broke a rule: filed (3 days after the contract), entered (24 h after that), personal (30 days) */
            late: {
                [key: string]: number;
            };
            /** Format: int64 */
            total: number;
        };
        CustomerFile: {
            address: string;
            /** @description earlier calls, newest first, at most 20 */
            attempts: components["schemas"]["Attempt"][];
            /** @description the organisation's own number, unique; absent when it has none */
            code?: string;
            /** Format: int64 */
            contact_count: number;
            contacts: components["schemas"]["CustomerPerson"][];
            /**
             * Format: date-time
             * @description entered
             */
            created_at: string;
            /** @description newest first, at most 50 */
            events: components["schemas"]["CustomerEvent"][];
            /** Format: date */
            expires_on?: string;
            /** @description further columns of imports; expiry dates of plans under their code, e.g. insurance_expiry */
            fields: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * @description taken down on paper or in another system; absent: when it was entered
             */
            filed_at?: string;
            /** Format: int64 */
            id: number;
            /** @description rules that were not kept: filed, entered, personal */
            late: string[];
            /** @description fields that are still to be filled in */
            missing: string[];
            name: string;
            /** @description hobbies, family ...; empty for qa */
            notes: {
                [key: string]: string;
            };
            owner?: components["schemas"]["Ref"];
            /**
             * Format: int64
             * @description the agent who owns the customer (R2)
             */
            owner_id?: number;
            /** @description first number of the first contact; masked for agent and qa */
            phone: string;
            region: string;
            /** @enum {string} */
            segment: "" | "member" | "vip" | "prospect" | "churned";
            /**
             * Format: date
             * @description contract; the file is due within 3 days
             */
            signed_on?: string;
            /** @description masked for agent and qa */
            switchboard: string;
            unit?: components["schemas"]["Ref"];
            /** Format: int64 */
            unit_id?: number;
            /** Format: date-time */
            updated_at: string;
        };
        CustomerInput: {
            address?: string;
            /** @description the organisation's own number, unique */
            code?: string;
            contacts?: components["schemas"]["ContactInput"][];
            expires_on?: string;
            fields?: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * @description when it was taken down on paper; absent: now
             */
            filed_at?: string;
            name: string;
            /** @description hobbies, family, note ... */
            notes?: {
                [key: string]: string;
            };
            /**
             * Format: int64
             * @description an active agent
             */
            owner_id?: number;
            region?: string;
            /** @enum {string} */
            segment?: "" | "member" | "vip" | "prospect" | "churned";
            /** @description date of the contract */
            signed_on?: string;
            switchboard?: string;
            /** Format: int64 */
            unit_id?: number;
        };
        CustomerNumber: {
            /** @description why it is not dialled any more: vacant, wrong_number */
            bad?: string;
            label: string;
            /** @description E.164; masked for agent and qa */
            phone: string;
        };
        CustomerPatch: {
            address?: string;
            code?: string;
            /** @description empty: none */
            expires_on?: string;
            /** @description all fields: replaces what was there */
            fields?: {
                [key: string]: string;
            };
            /** Format: date-time */
            filed_at?: string;
            name?: string;
            /** @description all notes: replaces what was there */
            notes?: {
                [key: string]: string;
            };
            /**
             * Format: int64
             * @description 0: nobody
             */
            owner_id?: number;
            region?: string;
            /** @enum {string} */
            segment?: "" | "member" | "vip" | "prospect" | "churned";
            /** @description empty: none */
            signed_on?: string;
            switchboard?: string;
            /**
             * Format: int64
             * @description 0: none
             */
            unit_id?: number;
        };
        CustomerPerson: {
            /** Format: date */
            birthday?: string;
            /** @description narrows the calling window (R10); empty: any time */
            convenient: components["schemas"]["CustomerConvenient"][];
            email: string;
            /** Format: int64 */
            id: number;
            /** @enum {string} */
            language: "" | "mandarin" | "cantonese";
            name: string;
            /** @description in the order in which they are tried */
            numbers: components["schemas"]["CustomerNumber"][];
            /** @enum {string} */
            sex: "" | "m" | "f";
            title: string;
            /** @description IANA; empty: the campaign's */
            zone: string;
        };
        DNC: {
            /** Format: date-time */
            created_at: string;
            created_by?: string;
            /** @description E.164 */
            phone: string;
            reason: string;
        };
        DNCInput: {
            /** @description E.164 or national */
            phone: string;
            reason?: string;
        };
        Day: {
            /**
             * Format: int64
             * @description answered by a person, no agent within 2 s
             */
            abandoned: number;
            /**
             * Format: int64
             * @description of these by persons
             */
            answered: number;
            /**
             * Format: int64
             * @description calls out
             */
            attempts: number;
            /**
             * Format: int64
             * @description follow-ups completed
             */
            completed: number;
        };
        DayCount: {
            /** Format: int64 */
            count: number;
            /** Format: date */
            day: string;
        };
        Department: {
            /** @description as said to customers */
            hours: string;
            /** Format: int64 */
            id: number;
            name: string;
            /** @description as dialled for a transfer */
            number: string;
            /**
             * Format: int64
             * @description order in the list
             */
            position: number;
            /** @description what it is for */
            purpose: string;
            /** @description why its number cannot be dialled, only read out: a phone_ or number_ code; absent: it can be dialled */
            refused?: string;
        };
        DepartmentInput: {
            /** @description as said to customers */
            hours?: string;
            name: string;
            /** @description a whole number that a trunk may dial: an extension cannot be transferred to */
            number: string;
            /**
             * Format: int64
             * @description order in the list
             */
            position?: number;
            /** @description what it is for */
            purpose?: string;
        };
        DetectionSettings: {
            /** @description recognise announcements before the answer: powered off, suspended, vacant ... */
            early_media: boolean;
            /**
             * @description what becomes of a call that a machine answers; off: nothing listens
             * @enum {string}
             */
            machine: "off" | "hang_up" | "message" | "agent";
            /** @description machine = message: left after the beep; of a notice the notice itself is */
            prompt: string;
        };
        DialInput: {
            /**
             * Format: int64
             * @description with number: for which campaign; needed when the agent works for several manual ones
             */
            campaign_id?: number;
            /** @description name of who is called at number, when nobody is known there */
            customer?: string;
            /** Format: int64 */
            follow_up_id?: number;
            /** @description as people write it; needs the right dial_manual */
            number?: string;
        };
        Dialled: {
            /** Format: int64 */
            attempt_id: number;
        };
        Directory: {
            /** @description signed in at the nodes that are seen; the free ones first, of these the ones at the own node */
            agents: components["schemas"]["AgentInfo"][];
            /** @description outside numbers too, by the right dial_outside */
            outside: boolean;
            /** @description that a free agent has */
            skills: string[];
        };
        Disposition: {
            code: string;
            /**
             * @description what becomes of the follow-up
             * @enum {string}
             */
            effect: "complete" | "retry" | "callback" | "do_not_call" | "end";
            label_en: string;
            label_zh: string;
        };
        DispositionInput: {
            /** @description by question id; a follow-up is completed only when the required questions have one (R14) */
            answers?: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * @description required when the disposition's effect is callback
             */
            callback_at?: string;
            /** @description only this agent makes the callback */
            callback_mine?: boolean;
            /**
             * Format: uuid
             * @description made by the page once for this disposition: sending it again is harmless (I7)
             */
            client_id: string;
            /** @description of GET /dispositions */
            code: string;
            note?: string;
        };
        DispositionResult: {
            /** Format: date-time */
            at: string;
            /** Format: int64 */
            attempt_id: number;
            code: string;
        };
        Earlier: {
            agent?: string;
            /** Format: date-time */
            at: string;
            campaign: string;
            disposition?: string;
            note?: string;
            outcome: string;
        };
        Error: {
            code: string;
            detail: string;
            pointer: string;
        };
        EventAnswer: {
            /** Format: int64 */
            id?: number;
            /** @description why it was refused: code not_found or phone_ambiguous */
            problem?: components["schemas"]["FieldProblem"];
            source_key: string;
            /**
             * @description exists: it was there already and stays as it was
             * @enum {string}
             */
            state: "added" | "exists" | "refused";
        };
        EventInput: {
            /** Format: int64 */
            amount_cents?: number;
            /** Format: date-time */
            at: string;
            customer_code?: string;
            /** Format: int64 */
            customer_id?: number;
            detail?: {
                [key: string]: string;
            };
            /** @example sale */
            kind: string;
            /** @description of one of the customer's contacts */
            phone?: string;
            /** @description identifies the event for good, e.g. the receipt's number: sending it twice adds it once */
            source_key: string;
            title?: string;
            /** @description name, when there is no unit_id */
            unit?: string;
            /** Format: int64 */
            unit_id?: number;
        };
        EventsInBody: {
            events: components["schemas"]["EventInput"][];
        };
        EventsResult: {
            /** Format: int64 */
            added: number;
            /** @description in the order in which they were sent */
            events: components["schemas"]["EventAnswer"][];
            /** Format: int64 */
            exists: number;
            /** Format: int64 */
            refused: number;
        };
        ExportedFollowUp: {
            answers: {
                [key: string]: string;
            };
            /** Format: int64 */
            attempts: number;
            campaign: string;
            /** Format: date-time */
            due_at: string;
            /** Format: int64 */
            id: number;
            phone: string;
            purpose: string;
            reason?: string;
            state: string;
        };
        ExportedLook: {
            action: string;
            /** Format: date-time */
            at: string;
            who: string;
        };
        ExportedSaying: {
            /** Format: date-time */
            at: string;
            /** Format: int64 */
            attempt_id: number;
            by: string;
            code: string;
            note: string;
        };
        Field: {
            label_en: string;
            label_zh: string;
            name: string;
            required: boolean;
        };
        FieldProblem: {
            /**
             * @description stable code: required, unknown_field, too_short, too_long, out_of_range, not_allowed, duplicate, invalid, or one of the route's own
             * @example required
             */
            code: string;
            /** @description for humans, English */
            detail: string;
            /**
             * Format: date-time
             * @description with callback_outside_window: when the window opens next
             */
            next?: string;
            /**
             * @description JSON pointer into the body (RFC 6901), e.g. /window/intervals/0/from; for parameters query/limit, path/id or header/If-Match
             * @example /name
             */
            pointer: string;
        };
        FollowUp: {
            /** Format: int64 */
            attempts: number;
            /** @description only this agent makes the callback */
            callback_agent?: components["schemas"]["Ref"];
            /** Format: date-time */
            due_at: string;
            /** Format: int64 */
            id: number;
            /** @description due_at was agreed with the customer */
            is_callback: boolean;
            last_outcome?: string;
            name: string;
            phone: string;
            /** @description why it ended */
            reason?: string;
            /**
             * @description paused: by its plan
             * @enum {string}
             */
            state: "waiting" | "paused" | "live" | "wrapup" | "completed" | "exhausted" | "cancelled";
        };
        FollowUpType: {
            /** @description false: not offered for new campaigns and plans */
            active: boolean;
            /** @description what is allowed but not advised: more than three questions (R23), none of them required (R14) */
            advice: components["schemas"]["Error"][];
            /** @description delivered: it can be changed, reset and made inactive, but not deleted */
            builtin: boolean;
            code: string;
            /** @description delivered, and changed since */
            edited: boolean;
            label_en: string;
            label_zh: string;
            method: string;
            questions?: components["schemas"]["PlanQuestion"][];
            rule: components["schemas"]["PlanRule"];
            /** Format: int64 */
            share: number;
            /**
             * Format: int64
             * @description for If-Match
             */
            version: number;
        };
        Forecast: {
            /** @description abandoned / (abandoned + handed to an agent) */
            abandoned?: components["schemas"]["Range"];
            /** Format: int64 */
            agents: number;
            /** @description what the figures rest on */
            assumptions: components["schemas"]["Assumption"][];
            /** @description calls */
            dialled?: components["schemas"]["Range"];
            /** @description when the last follow-up is done, of the finished courses; absent when there is none */
            finish?: components["schemas"]["TimeRange"];
            /**
             * Format: int64
             * @description courses in which all follow-ups were done within the horizon
             */
            finished: number;
            /**
             * Format: int64
             * @description that wait; 0: there is nothing to rehearse
             */
            follow_ups: number;
            /**
             * Format: date-time
             * @description until when courses were followed
             */
            horizon: string;
            mode: string;
            /** @description agents' time in conversation or wrap-up, of their time without breaks */
            occupancy?: components["schemas"]["Range"];
            /** @description follow-ups whose person is handed to an agent */
            reached?: components["schemas"]["Range"];
            /**
             * Format: int64
             * @description simulated courses that the ranges are taken from
             */
            runs: number;
        };
        GuestSnapshot: {
            /** @description a transfer without talking first */
            blind: boolean;
            /** @enum {string} */
            kind: "agent" | "outside" | "";
            /** @description host: who was asked, a number masked; guest: who asks */
            name: string;
            note?: string;
            /** @description failed: busy, nobody, no_answer, declined, gone, hung_up, trouble, or an outcome of a call */
            reason?: string;
            /**
             * @description host: I have asked; guest: I was asked
             * @enum {string}
             */
            side: "host" | "guest";
            /** Format: date-time */
            since: string;
            /**
             * @description connecting: the colleague is fetched from another node; taken: the call is mine now
             * @enum {string}
             */
            state: "connecting" | "asked" | "consulting" | "conference" | "transferring" | "handed" | "taken" | "ended" | "failed";
            /**
             * Format: date-time
             * @description asked: how long
             */
            until?: string;
        };
        HandOver: {
            /**
             * Format: int64
             * @description an active agent
             */
            agent_id: number;
        };
        HotlineCall: {
            /** Format: date-time */
            at: string;
            callback: components["schemas"]["Called"];
            /** @enum {string} */
            category: "pre_sales" | "after_sales" | "complaint" | "alarm";
            customer: string;
            /** Format: date-time */
            ended_at: string;
            /** Format: int64 */
            follow_up_id: number;
            /**
             * Format: int64
             * @description of the attempt
             */
            id: number;
            message?: components["schemas"]["Recording"];
            /** @description that was called */
            number: string;
            /** @enum {string} */
            outcome: "missed" | "message";
            /** @description empty: withheld, or none that can be called back */
            phone: string;
            queue: components["schemas"]["Ref"];
            /** @description why nobody took it: closed, full, nobody, max_wait, callback (asked for by key), message (by key); empty: the caller hung up */
            reason?: string;
        };
        HotlineDay: {
            /**
             * Format: int64
             * @description calls outside the window
             */
            after_hours: number;
            /**
             * Format: int64
             * @description of these, put through to an agent
             */
            answered: number;
            /**
             * Format: int64
             * @description of these, within 20 s of their arrival
             */
            in_time: number;
            /**
             * Format: int64
             * @description left, also out of hours
             */
            messages: number;
            /**
             * Format: int64
             * @description of offered: neither put through nor a message; those who gave up within 5 s are left out of offered and missed
             */
            missed: number;
            /**
             * Format: int64
             * @description calls within the window
             */
            offered: number;
            /**
             * Format: int64
             * @description mean time for which the caller heard it ring
             */
            pickup_ms: number;
            /**
             * Format: int64
             * @description mean time from arrival to the agent
             */
            wait_ms: number;
        };
        Import: {
            /** Format: int64 */
            added: number;
            /** @description headers, in file order */
            columns: string[];
            /** Format: date-time */
            created_at: string;
            created_by: string;
            /**
             * Format: int64
             * @description of total; stored at most twice a second
             */
            done: number;
            /** @description of a CSV file */
            encoding: string;
            /** Format: date-time */
            ended_at?: string;
            /** @description why it failed */
            error?: components["schemas"]["ImportFailure"];
            /** @description what a column may be mapped to; not in lists */
            fields?: components["schemas"]["Field"][];
            file_name: string;
            /** @enum {string} */
            format: "csv" | "xlsx";
            /** Format: int64 */
            id: number;
            /** Format: int64 */
            job_id?: number;
            /** @enum {string} */
            kind: "customers" | "events";
            /** @description field for each column; extra: kept under its header; empty: ignored */
            mapping: string[];
            options: components["schemas"]["ImportOptions"];
            /** @description the first 20 rows as they are; not in lists */
            preview?: string[][];
            /**
             * Format: int64
             * @description see errors
             */
            refused: number;
            /** @description the mapping is the one that this user chose for the same headers before */
            remembered: boolean;
            /** Format: int64 */
            rows: number;
            /** @description worksheet that is read: the first visible one */
            sheet: string;
            /**
             * Format: int64
             * @description were there already
             */
            skipped: number;
            /** Format: date-time */
            started_at?: string;
            /**
             * @description uploaded: it waits for its mapping and start
             * @enum {string}
             */
            state: "uploaded" | "queued" | "running" | "done" | "failed" | "cancelled";
            /**
             * Format: int64
             * @description 0: not known yet
             */
            total: number;
            /** Format: int64 */
            updated: number;
        };
        ImportFailure: {
            /** @description stable; e.g. quote_open, file_unpacks_too_large, file_too_many_rows, file_gone, internal */
            code: string;
            detail: string;
        };
        ImportMapping: {
            /** @description field for each column; extra or empty: see Import */
            mapping: string[];
            options: components["schemas"]["ImportOptions"];
        };
        ImportOptions: {
            /** @description kind of events whose row has none */
            event_kind?: string;
            /**
             * @description what to do with a row whose customer or event is there already
             * @default skip
             * @enum {string}
             */
            on_duplicate: "skip" | "update";
        };
        IncomingSnapshot: {
            /** Format: date-time */
            arrived_at: string;
            /** @enum {string} */
            category: "pre_sales" | "after_sales" | "complaint" | "alarm";
            /** @description that was called */
            number: string;
        };
        Interval: {
            /**
             * @description HH:MM, included
             * @example 09:00
             */
            from: string;
            /**
             * @description HH:MM, excluded; 24:00 is the end of the day
             * @example 11:30
             */
            to: string;
            /** @description 1 Monday to 7 Sunday */
            weekdays: number[];
        };
        Job: {
            /** @description it was asked to stop */
            cancel: boolean;
            /** Format: date-time */
            created_at: string;
            created_by?: string;
            /**
             * Format: int64
             * @description of total, in units of the kind of job
             */
            done: number;
            /** Format: date-time */
            ended_at?: string;
            /** @description why it failed */
            error?: string;
            /** Format: int64 */
            id: number;
            kind: string;
            /** @description what it works on */
            object?: components["schemas"]["JobObject"];
            result: unknown;
            /**
             * Format: date-time
             * @description the last time, when it was taken over
             */
            started_at?: string;
            /** @enum {string} */
            state: "queued" | "running" | "done" | "failed" | "cancelled";
            /**
             * Format: int64
             * @description 0: not known yet
             */
            total: number;
        };
        JobObject: {
            /** Format: int64 */
            id: number;
            /** @enum {string} */
            kind: "import" | "plan";
            name: string;
        };
        Ledger: {
            /** Format: date-time */
            at: string;
            /** Format: int64 */
            done: number;
            lines: components["schemas"]["LedgerLine"][];
            /** Format: int64 */
            not: number;
            /** Format: int64 */
            reached: number;
            /** Format: int64 */
            total: number;
            /** Format: int64 */
            waiting: number;
        };
        LedgerItem: {
            /** Format: int64 */
            attempts: number;
            campaign: components["schemas"]["Ref"];
            contact: string;
            /** @description absent for a contact of a simple list */
            customer?: components["schemas"]["Ref"];
            /** Format: date-time */
            due_at: string;
            /** Format: int64 */
            id: number;
            last_outcome?: string;
            /** @description of the customer */
            owner?: components["schemas"]["Ref"];
            /** @description masked unless the reader is supervisor or admin */
            phone: string;
            plan?: components["schemas"]["Ref"];
            /** @description why it ended */
            reason?: string;
            /** @enum {string} */
            state: "waiting" | "paused" | "live" | "wrapup" | "completed" | "exhausted" | "cancelled";
            /** @description store or department of the customer */
            unit?: components["schemas"]["Ref"];
        };
        LedgerLine: {
            /** @enum {string} */
            class: "done" | "reached" | "waiting" | "not";
            /** Format: int64 */
            count: number;
            /** @description completed; live, record_missing; due, later, callback, window_closed, call_caps, number_busy, on_dnc, waiting_for_agent, campaign_draft, campaign_paused, plan_paused; or why it ended: do_not_call, campaign_stopped, outcome_final:vacant, max_attempts:no_answer, refused ... */
            reason: string;
            /**
             * Format: date-time
             * @description waiting: the earliest moment at which one of them may go on
             */
            until?: string;
        };
        List: {
            /** @description further columns, in file order */
            columns: string[];
            /** Format: date-time */
            created_at: string;
            created_by: string;
            /** @description text encoding that was recognised, e.g. UTF-8, UTF-8-BOM, GB18030 */
            encoding: string;
            file_name: string;
            /** Format: int64 */
            id: number;
            name: string;
            /** Format: int64 */
            rows_refused: number;
            /** Format: int64 */
            rows_taken: number;
            /**
             * Format: int64
             * @description rows_taken + rows_refused
             */
            rows_total: number;
            /** @description names of the campaigns made from this list */
            used_by: string[];
        };
        ListError: {
            code: string;
            detail: string;
            field: string;
            /**
             * Format: int64
             * @description physical line in the file, from 1
             */
            line: number;
            value: string;
        };
        Live: {
            /** Format: date-time */
            at: string;
            /** @description running and paused campaigns, and those ended today; at most 100 */
            campaigns: components["schemas"]["LiveCampaign"][];
            dialer: components["schemas"]["Status"];
            /**
             * Format: date-time
             * @description when campaigns and today were counted
             */
            figures_at: string;
            /** @description of the running campaigns whose pacing decides, over all nodes that are seen */
            pacing: components["schemas"]["PacingStatus"][];
            /** @description codes of present troubles: asterisk_down, database_down (campaigns and today are then as of figures_at) */
            problems: string[];
            today: components["schemas"]["Day"];
        };
        LiveCampaign: {
            counts: components["schemas"]["Counts"];
            /** Format: int64 */
            diallable_now: number;
            /** Format: int64 */
            id: number;
            /** @enum {string} */
            mode: "manual" | "preview" | "progressive" | "predictive" | "agentless" | "inbound";
            name: string;
            reasons: components["schemas"]["Reason"][];
            /** @enum {string} */
            state: "draft" | "running" | "paused" | "stopped" | "finished";
            warnings: components["schemas"]["WindowWarning"][];
        };
        ManualDesk: {
            /** @description running manual campaigns that he works for */
            campaigns: components["schemas"]["Ref"][];
            /** @description due follow-ups of these, callbacks first; at most 50 */
            items: components["schemas"]["ManualItem"][];
            /** @description numbers of his own, by the right dial_manual */
            may_dial: boolean;
        };
        ManualItem: {
            /** Format: int64 */
            attempts: number;
            campaign: components["schemas"]["Ref"];
            /** Format: date-time */
            due_at: string;
            /** Format: int64 */
            id: number;
            /** @description due_at was agreed with the customer */
            is_callback: boolean;
            name: string;
            /** @description masked */
            phone: string;
        };
        Me: {
            /** Format: int64 */
            id: number;
            /**
             * Format: int64
             * @description largest file of an import; for supervisor and admin
             */
            import_max_bytes?: number;
            login: string;
            name: string;
            /** @description region of national phone numbers, ISO 3166, e.g. CN */
            region: string;
            /** @description beyond the role */
            rights: ("dial_manual" | "dial_outside")[];
            /** @enum {string} */
            role: "agent" | "supervisor" | "qa" | "admin";
            /** @description names of the trunks; for supervisor and admin */
            trunks?: string[];
            /**
             * Format: int64
             * @description largest contact file; for supervisor and admin
             */
            upload_max_bytes?: number;
            /** @description IANA time zone of the call centre, e.g. Asia/Shanghai */
            zone: string;
        };
        Minimum: {
            /** Format: int64 */
            count: number;
            group: string;
        };
        ModeInput: {
            /** @enum {string} */
            mode: "manual" | "preview" | "progressive" | "predictive" | "agentless";
            /** @description absent: as they are */
            mode_settings?: components["schemas"]["ModeSettings"];
        };
        ModeSettings: {
            detection: components["schemas"]["DetectionSettings"];
            /** @description of mode agentless */
            notice: components["schemas"]["NoticeSettings"];
            predictive: components["schemas"]["PredictiveSettings"];
            preview: components["schemas"]["PreviewSettings"];
        };
        NodePacing: {
            /**
             * Format: int64
             * @description today, by the nodes that are seen
             */
            abandoned: number;
            /** Format: date-time */
            at: string;
            /**
             * Format: int64
             * @description agents in a conversation or in wrap-up
             */
            busy: number;
            /**
             * @description predictive campaigns: what the latest decision went by; absent when nodes differ
             * @enum {string}
             */
            by?: "predictive" | "progressive";
            /** @description the numbers of the reason; of several nodes each has its own */
            detail: {
                [key: string]: number;
            };
            /**
             * Format: int64
             * @description lines that the latest decision dialled
             */
            dialled: number;
            /**
             * Format: double
             * @description agents; one who serves several campaigns counts by his share
             */
            free: number;
            /**
             * Format: int64
             * @description that ring without an agent
             */
            lines: number;
            node: string;
            /** @description code of why it dials or waits; see package pacing; by_node: the nodes differ; window_closed: the calling window of the campaign */
            reason: string;
            /**
             * Format: int64
             * @description handed to an agent today, by the nodes that are seen
             */
            served: number;
            /**
             * Format: int64
             * @description persons who answered and wait for an agent
             */
            waiting: number;
        };
        NodeStatus: {
            /** Format: int64 */
            calls: number;
            name: string;
            /** @description its agents and calls are in the picture; false: it is down, or Redis is away */
            seen: boolean;
            /**
             * @description down: its lease has expired; unknown: the database cannot be asked
             * @enum {string}
             */
            state: "up" | "no_asterisk" | "down" | "unknown";
        };
        NoticeSettings: {
            /**
             * @description what completes the follow-up: the notice was played to its end, or confirmed by key
             * @enum {string}
             */
            done: "heard" | "confirmed";
            /** @description digit to repeat, confirm, agent, do_not_call or end */
            keys: {
                [key: string]: string;
            };
            /**
             * Format: int64
             * @description live calls of the campaign at once, over all nodes
             */
            max_calls: number;
            /**
             * Format: int64
             * @description how often the notice may be heard: once, and again by key
             */
            plays: number;
            /** @description what is played */
            prompt: string;
        };
        NumberDecision: {
            /**
             * @description correct: another number takes its place; dead: there is no better one; good: it is right after all
             * @enum {string}
             */
            action: "correct" | "dead" | "good";
            /** Format: int64 */
            contact_id: number;
            /** @description with correct: E.164 or national */
            new_phone?: string;
            /** @description the bad number as the list gives it */
            phone: string;
            /** @description dial the follow-ups that it ended again, as far as their retry limit, their campaign and the do-not-call list allow */
            redial?: boolean;
        };
        NumberFixed: {
            /**
             * Format: int64
             * @description follow-ups that were waiting already and go to the new number
             */
            moved: number;
            /** @description follow-ups that wait again, due at once */
            redialled: number[];
            /** @description follow-ups that stay ended, and why they cannot be dialled again */
            stopped: components["schemas"]["StoppedFollowUp"][];
        };
        NumberInput: {
            /**
             * @description absent: as it was for this number
             * @enum {string}
             */
            bad?: "" | "vacant" | "wrong_number";
            label?: string;
            /** @description E.164 or national */
            phone: string;
        };
        PacingStatus: {
            /**
             * Format: int64
             * @description today, by the nodes that are seen
             */
            abandoned: number;
            /** Format: date-time */
            at: string;
            /**
             * Format: int64
             * @description agents in a conversation or in wrap-up
             */
            busy: number;
            /**
             * @description predictive campaigns: what the latest decision went by; absent when nodes differ
             * @enum {string}
             */
            by?: "predictive" | "progressive";
            campaign: string;
            /** Format: int64 */
            campaign_id: number;
            /**
             * Format: double
             * @description abandoned / (abandoned + served) at most
             */
            cap: number;
            /** @description the numbers of the reason; of several nodes each has its own */
            detail: {
                [key: string]: number;
            };
            /**
             * Format: int64
             * @description lines that the latest decision dialled
             */
            dialled: number;
            /**
             * Format: double
             * @description agents; one who serves several campaigns counts by his share
             */
            free: number;
            /**
             * Format: int64
             * @description that ring without an agent
             */
            lines: number;
            /**
             * @description the campaign's dialling mode
             * @enum {string}
             */
            mode: "progressive" | "predictive" | "preview" | "agentless" | "manual" | "inbound";
            /** @description of a campaign that several nodes pace: each of them; the figures beside it are their sum */
            nodes?: components["schemas"]["NodePacing"][];
            /** @description code of why it dials or waits; see package pacing; by_node: the nodes differ; window_closed: the calling window of the campaign */
            reason: string;
            /**
             * Format: int64
             * @description handed to an agent today, by the nodes that are seen
             */
            served: number;
            /**
             * Format: int64
             * @description persons who answered and wait for an agent
             */
            waiting: number;
        };
        PageAttempt: {
            items: components["schemas"]["Attempt"][];
            /** @description cursor of the next page; empty: there is none */
            next: string;
        };
        PageAuditEntry: {
            items: components["schemas"]["AuditEntry"][];
            /** @description cursor of the next page; empty: there is none */
            next: string;
        };
        PageBadNumber: {
            items: components["schemas"]["BadNumber"][];
            /** @description cursor of the next page; empty: there is none */
            next: string;
        };
        PageCallback: {
            items: components["schemas"]["Callback"][];
            /** @description cursor of the next page; empty: there is none */
            next: string;
        };
        PageCampaign: {
            items: components["schemas"]["Campaign"][];
            /** @description cursor of the next page; empty: there is none */
            next: string;
        };
        PageContact: {
            items: components["schemas"]["Contact"][];
            /** @description cursor of the next page; empty: there is none */
            next: string;
        };
        PageCustomer: {
            items: components["schemas"]["Customer"][];
            /** @description cursor of the next page; empty: there is none */
            next: string;
        };
        PageDNC: {
            items: components["schemas"]["DNC"][];
            /** @description cursor of the next page; empty: there is none */
            next: string;
        };
        PageEvent: {
            items: components["schemas"]["CustomerEvent"][];
            /** @description cursor of the next page; empty: there is none */
            next: string;
        };
        PageFollowUp: {
            items: components["schemas"]["FollowUp"][];
            /** @description cursor of the next page; empty: there is none */
            next: string;
        };
        PageHotlineCall: {
            items: components["schemas"]["HotlineCall"][];
            /** @description cursor of the next page; empty: there is none */
            next: string;
        };
        PageImport: {
            items: components["schemas"]["Import"][];
            /** @description cursor of the next page; empty: there is none */
            next: string;
        };
        PageJob: {
            items: components["schemas"]["Job"][];
            /** @description cursor of the next page; empty: there is none */
            next: string;
        };
        PageLedgerItem: {
            items: components["schemas"]["LedgerItem"][];
            /** @description cursor of the next page; empty: there is none */
            next: string;
        };
        PageList: {
            items: components["schemas"]["List"][];
            /** @description cursor of the next page; empty: there is none */
            next: string;
        };
        PageListError: {
            items: components["schemas"]["ListError"][];
            /** @description cursor of the next page; empty: there is none */
            next: string;
        };
        PagePlan: {
            items: components["schemas"]["Plan"][];
            /** @description cursor of the next page; empty: there is none */
            next: string;
        };
        PagePlanRunRecord: {
            items: components["schemas"]["PlanRunRecord"][];
            /** @description cursor of the next page; empty: there is none */
            next: string;
        };
        PageRecord: {
            items: components["schemas"]["Record"][];
            /** @description cursor of the next page; empty: there is none */
            next: string;
        };
        PageUser: {
            items: components["schemas"]["User"][];
            /** @description cursor of the next page; empty: there is none */
            next: string;
        };
        Peaks: {
            /** Format: double */
            duration: number;
            peaks: number[][];
            /** Format: int64 */
            per_second: number;
        };
        PersonErasure: {
            /** @description the last four digits of the number, typed by hand; empty: it is withheld */
            digits: string;
        };
        Plan: {
            /**
             * Format: int64
             * @description where its follow-ups are dialled
             */
            campaign_id: number;
            campaign_name: string;
            /** @enum {string} */
            campaign_state: "draft" | "running" | "paused" | "stopped" | "finished";
            choose: components["schemas"]["Spec"];
            /** Format: date-time */
            confirmed_at?: string;
            confirmed_by?: string;
            counts: components["schemas"]["PlanCounts"];
            /** Format: date-time */
            created_at: string;
            created_by: string;
            /** @description the period that is going on, or the only one; absent when it is over */
            current?: components["schemas"]["PlanSpan"];
            /** Format: date-time */
            ended_at?: string;
            /** Format: int64 */
            id: number;
            /** @description the generation under way */
            job?: components["schemas"]["Job"];
            /** @description the last generation that was done */
            last_run?: components["schemas"]["PlanRunRecord"];
            /** Format: date-time */
            launched_at?: string;
            name: string;
            /** @description the period after it */
            next?: components["schemas"]["PlanSpan"];
            /** @description why it was sent back */
            note?: string;
            /** @description absent: by month */
            period?: components["schemas"]["PlanCycle"];
            /** @description what for, in the words of who asks */
            purpose?: string;
            /** Format: date-time */
            requested_at?: string;
            requested_by?: string;
            /** @description who of the store or department asks for it */
            requester?: string;
            rule: components["schemas"]["PlanRule"];
            /** @enum {string} */
            state: "draft" | "requested" | "confirmed" | "running" | "paused" | "stopped";
            /** @description an active follow-up type by phone */
            type_code: string;
            /**
             * Format: int64
             * @description only customers of this store or department; absent: of all
             */
            unit_id?: number;
            unit_name?: string;
            /**
             * Format: int64
             * @description for If-Match
             */
            version: number;
        };
        PlanCounts: {
            /** Format: int64 */
            cancelled: number;
            /** Format: int64 */
            completed: number;
            /** Format: int64 */
            exhausted: number;
            /** Format: int64 */
            live: number;
            /**
             * Format: int64
             * @description would wait if the plan were not paused
             */
            paused: number;
            /** Format: int64 */
            total: number;
            /** Format: int64 */
            waiting: number;
            /** Format: int64 */
            wrapup: number;
        };
        PlanCycle: {
            from?: string;
            kind: string;
            to?: string;
        };
        PlanForecast: {
            /**
             * Format: int64
             * @description made now: chosen, and not there already; 0 of a rehearsal
             */
            added: number;
            /**
             * Format: int64
             * @description chosen now
             */
            chosen: number;
            /** @description chosen now, by the day that is planned */
            days: components["schemas"]["DayCount"][];
            /** Format: date-time */
            from: string;
            /**
             * Format: int64
             * @description absent of a rehearsal
             */
            id?: number;
            /** @description why chosen or not, by reason: those of the quotas (chosen_all, sample, chosen_tier, chosen_fallthrough, minimum; kept, ended, not_chosen_quota, not_chosen_no_tier, not_chosen_share, not_chosen_week, rotation_off, no_day_left), and no_number, on_dnc, too_late */
            reasons: {
                [key: string]: number;
            };
            /**
             * Format: int64
             * @description follow-ups that the rule says are due in the period
             */
            seen: number;
            /** @description by tier of the amount, in the order of the plan; '' is none; empty without tiers */
            tiers: components["schemas"]["TierCount"][];
            /** @description by store or department; '' is none */
            units: components["schemas"]["UnitCount"][];
            /** Format: date-time */
            until: string;
            /** @description what is allowed and probably not meant: calendar_unknown, nothing_due, unit_unknown */
            warnings: components["schemas"]["Error"][];
        };
        PlanGenerate: {
            /**
             * @default current
             * @enum {string}
             */
            period: "current" | "next";
        };
        PlanOption: {
            code: string;
            label_en: string;
            label_zh: string;
        };
        PlanQuestion: {
            id: string;
            kind: string;
            options?: components["schemas"]["PlanOption"][];
            required?: boolean;
            text_en: string;
            text_zh: string;
        };
        PlanReason: {
            reason: string;
        };
        PlanRule: {
            code: string;
            date?: string;
            event?: string;
            regions?: {
                [key: string]: components["schemas"]["PlanStep"][];
            };
            steps: components["schemas"]["PlanStep"][];
            zone: string;
        };
        PlanRunRecord: {
            /**
             * Format: int64
             * @description made now: chosen, and not there already; 0 of a rehearsal
             */
            added: number;
            /**
             * Format: int64
             * @description chosen now
             */
            chosen: number;
            /** Format: date-time */
            created_at: string;
            /** @description absent: the service itself */
            created_by?: string;
            /** @description chosen now, by the day that is planned */
            days: components["schemas"]["DayCount"][];
            /** Format: date-time */
            ended_at?: string;
            error?: string;
            /** Format: date-time */
            from: string;
            /**
             * Format: int64
             * @description absent of a rehearsal
             */
            id?: number;
            /** Format: int64 */
            job_id?: number;
            /** @description why chosen or not, by reason: those of the quotas (chosen_all, sample, chosen_tier, chosen_fallthrough, minimum; kept, ended, not_chosen_quota, not_chosen_no_tier, not_chosen_share, not_chosen_week, rotation_off, no_day_left), and no_number, on_dnc, too_late */
            reasons: {
                [key: string]: number;
            };
            /**
             * Format: int64
             * @description follow-ups that the rule says are due in the period
             */
            seen: number;
            /** @enum {string} */
            state: "queued" | "running" | "done" | "failed" | "cancelled";
            /** @description by tier of the amount, in the order of the plan; '' is none; empty without tiers */
            tiers: components["schemas"]["TierCount"][];
            /**
             * @description why: a person, the first of its period, a new day, new events
             * @enum {string}
             */
            trigger: "manual" | "first" | "day" | "events";
            /** @description by store or department; '' is none */
            units: components["schemas"]["UnitCount"][];
            /** Format: date-time */
            until: string;
            /** @description what is allowed and probably not meant: calendar_unknown, nothing_due, unit_unknown */
            warnings: components["schemas"]["Error"][];
        };
        PlanSettings: {
            /**
             * Format: int64
             * @description where its follow-ups are dialled
             */
            campaign_id: number;
            choose: components["schemas"]["Spec"];
            name: string;
            /** @description absent: by month */
            period?: components["schemas"]["PlanCycle"];
            /** @description what for, in the words of who asks */
            purpose?: string;
            /** @description who of the store or department asks for it */
            requester?: string;
            rule: components["schemas"]["PlanRule"];
            /** @description an active follow-up type by phone */
            type_code: string;
            /**
             * Format: int64
             * @description only customers of this store or department; absent: of all
             */
            unit_id?: number;
        };
        PlanSpan: {
            /** Format: date-time */
            from: string;
            /**
             * Format: date-time
             * @description excluded
             */
            until: string;
        };
        PlanStep: {
            /** Format: int64 */
            after_days?: number;
            /** Format: int64 */
            count?: number;
            /** Format: int64 */
            days?: number;
            form: string;
            from?: string;
            /** Format: int64 */
            lead_days?: number;
            /** Format: int64 */
            n?: number;
            /** Format: int64 */
            second_days?: number;
            /** Format: int64 */
            span_days?: number;
            to?: string;
            unit?: string;
            until?: string;
        };
        PlanType: {
            code: string;
            label_en: string;
            label_zh: string;
            method: string;
            questions?: components["schemas"]["PlanQuestion"][];
            rule: components["schemas"]["PlanRule"];
            /** Format: int64 */
            share: number;
        };
        Policy: {
            default: components["schemas"]["Rule"];
            dispositions?: {
                [key: string]: components["schemas"]["Rule"];
            };
            /** Format: int64 */
            max_attempts: number;
            rules?: {
                [key: string]: components["schemas"]["Rule"];
            };
        };
        PredictiveSettings: {
            /**
             * Format: double
             * @description abandoned / (abandoned + handed to an agent) at most, in a calendar day and in 24 hours; above 0.03 by an admin only
             */
            abandon_cap: number;
            /** @description played to a person who answered and got no agent within 2 s */
            prompt: string;
        };
        PressedKey: {
            key: string;
            /**
             * @description of a notice: by the campaign's settings as they are now
             * @enum {string}
             */
            means?: "repeat" | "confirm" | "agent" | "do_not_call" | "end";
        };
        PreviewSettings: {
            /** @description for which an agent may skip the customer */
            reasons: components["schemas"]["SkipReason"][];
            /**
             * @description what happens when that time is over
             * @enum {string}
             */
            then: "dial" | "skip";
            /**
             * Format: int64
             * @description how long the agent may look at the customer before the dial
             */
            timeout_s: number;
        };
        Problem: {
            /** @description stable code, for programs and translations */
            code: string;
            /** @description for humans, English */
            detail?: string;
            /** @description wrong fields */
            errors?: components["schemas"]["FieldProblem"][];
            /**
             * Format: int64
             * @description HTTP status
             */
            status: number;
            /** @description text of the HTTP status */
            title: string;
            /** @description finds the request in the server's log */
            traceId: string;
        };
        Prompt: {
            /** Format: date-time */
            created_at?: string;
            created_by?: string;
            /** Format: int64 */
            duration_ms: number;
            /** @description a number, or shipped:<name> for those that come with the program */
            id: string;
            name: string;
            /** @description comes with the program and cannot be deleted */
            shipped: boolean;
            /** @description names of the campaigns and queues that name it */
            used_by: string[];
            /** @description what is said */
            words: string;
        };
        Prompts: {
            items: components["schemas"]["Prompt"][];
            /** @description there is a synthesiser: texts can be spoken */
            speak: boolean;
        };
        Queue: {
            agents: components["schemas"]["Ref"][];
            /**
             * Format: int64
             * @description seconds between announcements of the position, at least 10; 0: none
             */
            announce_s: number;
            caller_id: string;
            /** @enum {string} */
            category: "pre_sales" | "after_sales" | "complaint" | "alarm";
            /**
             * @description outside the window
             * @enum {string}
             */
            closed: "message" | "hang_up";
            /** @description prompt outside the window; empty: the built-in one */
            closed_prompt: string;
            /** @description calls and callbacks */
            counts: components["schemas"]["Counts"];
            /** @description what the queue says by itself (position, message after the tone ...) is said in English too */
            english: boolean;
            /** @description prompt that everybody hears first; empty: none */
            greeting: string;
            /**
             * Format: int64
             * @description seconds: its callers count as if they had waited so much longer than those of other queues
             */
            head_start_s: number;
            /**
             * Format: int64
             * @description of its campaign, by which it is started, paused and stopped
             */
            id: number;
            /**
             * @description of callers of whom no language is known; empty: any agent
             * @enum {string}
             */
            language: "" | "mandarin" | "cantonese";
            /**
             * Format: int64
             * @description seconds that a returning customer waits for the agent who called him while that one is busy
             */
            last_agent_s: number;
            /** Format: int64 */
            max_attempts: number;
            /** Format: int64 */
            max_wait_s: number;
            /**
             * Format: int64
             * @description callers who wait at once
             */
            max_waiting: number;
            /** Format: int64 */
            message_max_s: number;
            name: string;
            /** @description numbers that customers call (DIDs), as the trunk delivers them; each belongs to one queue */
            numbers: string[];
            /** @description who waits may press 1 to be called back, 2 to leave a message */
            offer: boolean;
            /**
             * @description when too many wait, one has waited too long, or nobody is signed in
             * @enum {string}
             */
            overflow: "message" | "callback" | "hang_up";
            purpose: string;
            /** Format: int64 */
            retry_delay_s: number;
            /** @enum {string} */
            state: "draft" | "running" | "paused" | "stopped" | "finished";
            trained_only: boolean;
            trunk: string;
            type_code?: string;
            /**
             * Format: int64
             * @description for If-Match
             */
            version: number;
            window: components["schemas"]["Window"];
            /** Format: int64 */
            wrapup_s: number;
        };
        QueueInput: {
            agent_ids?: number[];
            /**
             * Format: int64
             * @description seconds between announcements of the position, at least 10; 0: none
             */
            announce_s: number;
            /** @description of callbacks; empty: the trunk chooses */
            caller_id?: string;
            /** @enum {string} */
            category: "pre_sales" | "after_sales" | "complaint" | "alarm";
            /**
             * @description outside the window
             * @enum {string}
             */
            closed: "message" | "hang_up";
            /** @description prompt outside the window; empty: the built-in one */
            closed_prompt: string;
            /** @description what the queue says by itself (position, message after the tone ...) is said in English too */
            english: boolean;
            /** @description prompt that everybody hears first; empty: none */
            greeting: string;
            /**
             * Format: int64
             * @description seconds: its callers count as if they had waited so much longer than those of other queues
             */
            head_start_s: number;
            /**
             * @description of callers of whom no language is known; empty: any agent
             * @enum {string}
             */
            language: "" | "mandarin" | "cantonese";
            /**
             * Format: int64
             * @description seconds that a returning customer waits for the agent who called him while that one is busy
             */
            last_agent_s: number;
            /**
             * Format: int64
             * @description dials for one callback at most
             * @default 3
             */
            max_attempts: number;
            /** Format: int64 */
            max_wait_s: number;
            /**
             * Format: int64
             * @description callers who wait at once
             */
            max_waiting: number;
            /** Format: int64 */
            message_max_s: number;
            name: string;
            /** @description numbers that customers call (DIDs), as the trunk delivers them; each belongs to one queue */
            numbers: string[];
            /** @description who waits may press 1 to be called back, 2 to leave a message */
            offer: boolean;
            /**
             * @description when too many wait, one has waited too long, or nobody is signed in
             * @enum {string}
             */
            overflow: "message" | "callback" | "hang_up";
            /** @description shown to the agent */
            purpose?: string;
            /**
             * Format: int64
             * @description seconds between them
             * @default 600
             */
            retry_delay_s: number;
            /** @description only agents who have the type as a skill get its calls (R35) */
            trained_only?: boolean;
            /** @description for callbacks; auto: any, by priority */
            trunk: string;
            /** @description follow-up type whose questions the agent asks; empty: none */
            type_code?: string;
            /** @description when calls are taken, and callbacks made */
            window: components["schemas"]["Window"];
            /**
             * Format: int64
             * @description seconds allowed for the disposition
             * @default 60
             */
            wrapup_s: number;
        };
        QueueLive: {
            /**
             * Format: int64
             * @description who can get its calls: assigned, active and, where it asks for it, trained
             */
            agents: number;
            /**
             * Format: int64
             * @description that wait
             */
            callbacks: number;
            /** @enum {string} */
            category: "pre_sales" | "after_sales" | "complaint" | "alarm";
            /** Format: int64 */
            id: number;
            /**
             * Format: date-time
             * @description arrival of the one who waits longest
             */
            longest?: string;
            name: string;
            numbers: string[];
            /**
             * Format: int64
             * @description of these, free for a call now
             */
            ready: number;
            /** @description why calls are refused, or get no agent, now; empty: they are taken */
            reasons: components["schemas"]["QueueReason"][];
            /**
             * Format: int64
             * @description of these
             */
            signed_in: number;
            /** @enum {string} */
            state: "draft" | "running" | "paused" | "stopped" | "finished";
            today: components["schemas"]["HotlineDay"];
            /**
             * Format: int64
             * @description callers without an agent
             */
            waiting: number;
        };
        QueueReason: {
            /**
             * @description not_running, no_numbers and asterisk_down: calls are refused; the others: as the queue's overflow and closed settings say
             * @enum {string}
             */
            code: "not_running" | "no_numbers" | "asterisk_down" | "window_closed" | "no_agents_assigned" | "no_agents_signed_in" | "queue_full";
            /** @description not_running: the state */
            state?: string;
            /**
             * Format: date-time
             * @description window_closed: next opening
             */
            until?: string;
        };
        QueueSettings: {
            /**
             * Format: int64
             * @description seconds between announcements of the position, at least 10; 0: none
             */
            announce_s: number;
            /** @enum {string} */
            category: "pre_sales" | "after_sales" | "complaint" | "alarm";
            /**
             * @description outside the window
             * @enum {string}
             */
            closed: "message" | "hang_up";
            /** @description prompt outside the window; empty: the built-in one */
            closed_prompt: string;
            /** @description what the queue says by itself (position, message after the tone ...) is said in English too */
            english: boolean;
            /** @description prompt that everybody hears first; empty: none */
            greeting: string;
            /**
             * Format: int64
             * @description seconds: its callers count as if they had waited so much longer than those of other queues
             */
            head_start_s: number;
            /**
             * @description of callers of whom no language is known; empty: any agent
             * @enum {string}
             */
            language: "" | "mandarin" | "cantonese";
            /**
             * Format: int64
             * @description seconds that a returning customer waits for the agent who called him while that one is busy
             */
            last_agent_s: number;
            /** Format: int64 */
            max_wait_s: number;
            /**
             * Format: int64
             * @description callers who wait at once
             */
            max_waiting: number;
            /** Format: int64 */
            message_max_s: number;
            /** @description numbers that customers call (DIDs), as the trunk delivers them; each belongs to one queue */
            numbers: string[];
            /** @description who waits may press 1 to be called back, 2 to leave a message */
            offer: boolean;
            /**
             * @description when too many wait, one has waited too long, or nobody is signed in
             * @enum {string}
             */
            overflow: "message" | "callback" | "hang_up";
        };
        QueueStatus: {
            /** Format: int64 */
            campaign_id: number;
            /**
             * Format: date-time
             * @description arrival of the one who waits longest
             */
            longest?: string;
            /**
             * Format: int64
             * @description callers without an agent
             */
            waiting: number;
        };
        Range: {
            /** Format: double */
            p10: number;
            /** Format: double */
            p50: number;
            /** Format: double */
            p90: number;
        };
        Readiness: {
            counts: components["schemas"]["Counts"];
            /** Format: int64 */
            diallable_now: number;
            reasons: components["schemas"]["Reason"][];
            /** @description what holds nothing back, but has to be known: a year soon to come whose holidays are not in the calendar */
            warnings: components["schemas"]["WindowWarning"][];
        };
        Reason: {
            /** @enum {string} */
            code: "not_running" | "window_closed" | "no_agents_assigned" | "no_agents_ready" | "no_due" | "all_done" | "asterisk_down" | "trunk_unknown" | "trunk_full" | "trunk_down" | "trunk_suspect" | "trunk_spent" | "number_busy" | "on_dnc" | "waiting_for_agent" | "no_agent_fits" | "call_caps" | "dialled_by_hand";
            /** Format: int64 */
            count?: number;
            detail?: string;
            /** Format: date-time */
            until?: string;
        };
        ReassignCount: {
            /** Format: int64 */
            agent_id: number;
            /** Format: int64 */
            count: number;
        };
        ReassignFilter: {
            /** Format: int64 */
            owner_id?: number;
            /** @enum {string} */
            segment?: "member" | "vip" | "prospect" | "churned";
            /** Format: int64 */
            unit_id?: number;
            unowned?: boolean;
        };
        ReassignInput: {
            /** @description active agents; with one he gets them all */
            agent_ids: number[];
            /** @description an empty one means all customers */
            filter?: components["schemas"]["ReassignFilter"];
            ids?: number[];
            /**
             * @description over several agents: even: all have the same number at the end, with what they own already; weighted: in proportion to their best level of skill, and only to who speaks the customer's language
             * @default even
             * @enum {string}
             */
            spread: "even" | "weighted";
        };
        ReassignResult: {
            agents: components["schemas"]["ReassignCount"][];
            /**
             * Format: int64
             * @description nobody among the agents speaks their language: they stay where they were
             */
            unassigned: number;
        };
        Record: {
            /** @description who is to finish it, or was */
            agent?: components["schemas"]["Ref"];
            /** Format: date-time */
            answered_at: string;
            campaign: components["schemas"]["Ref"];
            contact: string;
            /** @description absent for a contact of a simple list */
            customer?: components["schemas"]["Ref"];
            disposition?: string;
            /** Format: date-time */
            due_at: string;
            /** Format: date-time */
            ended_at: string;
            /** Format: date-time */
            finished_at?: string;
            /** Format: int64 */
            follow_up_id: number;
            /** @description who held the call */
            held_by?: components["schemas"]["Ref"];
            /**
             * Format: int64
             * @description of the call (attempt)
             */
            id: number;
            /** @description disposition; answer: and the id of a required question; recording (the audio was lost) */
            lacks: string[];
            /** @description masked unless the reader is supervisor or admin */
            phone: string;
            plan?: components["schemas"]["Ref"];
            /**
             * @description open and overdue ones lack the agent's disposition; late was finished more than 24 h after the call
             * @enum {string}
             */
            state: "open" | "overdue" | "complete" | "late";
            /** @description store or department of the customer */
            unit?: components["schemas"]["Ref"];
        };
        RecordDetail: {
            /** @description who is to finish it, or was */
            agent?: components["schemas"]["Ref"];
            /** Format: date-time */
            answered_at: string;
            /** @description by question id */
            answers: {
                [key: string]: string;
            };
            /** @description every dial of the follow-up, first one first */
            attempts: components["schemas"]["Attempt"][];
            /** Format: date-time */
            callback_at?: string;
            campaign: components["schemas"]["Ref"];
            contact: string;
            /** @description absent for a contact of a simple list */
            customer?: components["schemas"]["Ref"];
            disposition?: string;
            /** Format: date-time */
            due_at: string;
            /** Format: date-time */
            ended_at: string;
            /** Format: date-time */
            finished_at?: string;
            finished_by?: components["schemas"]["Ref"];
            /** Format: int64 */
            follow_up_id: number;
            follow_up_reason?: string;
            /** @enum {string} */
            follow_up_state: "waiting" | "live" | "wrapup" | "completed" | "exhausted" | "cancelled";
            /** @description who held the call */
            held_by?: components["schemas"]["Ref"];
            /**
             * Format: int64
             * @description of the call (attempt)
             */
            id: number;
            /** @description disposition; answer: and the id of a required question; recording (the audio was lost) */
            lacks: string[];
            note: string;
            /** @description masked unless the reader is supervisor or admin */
            phone: string;
            plan?: components["schemas"]["Ref"];
            /**
             * Format: date-time
             * @description day of the plan
             */
            planned_for?: string;
            purpose: string;
            questions: components["schemas"]["ScreenQuestion"][];
            /**
             * @description open and overdue ones lack the agent's disposition; late was finished more than 24 h after the call
             * @enum {string}
             */
            state: "open" | "overdue" | "complete" | "late";
            /** @description code of the follow-up type */
            type?: string;
            /** @description store or department of the customer */
            unit?: components["schemas"]["Ref"];
        };
        RecordFigures: {
            /** Format: int64 */
            complete: number;
            /** Format: int64 */
            late: number;
            /** Format: int64 */
            open: number;
            /** Format: int64 */
            overdue: number;
        };
        Recording: {
            /** Format: int64 */
            bytes: number;
            /** Format: int64 */
            duration_ms: number;
            /** Format: int64 */
            id: number;
            /**
             * Format: int64
             * @description 20 ms frames that could not be stored
             */
            lost_frames: number;
            /**
             * Format: int64
             * @description from 1; more than one when the service was restarted during the call
             */
            part: number;
            /** @description why partial or missing */
            reason?: string;
            sha256?: string;
            /** Format: date-time */
            started_at?: string;
            /** @enum {string} */
            state: "expected" | "recording" | "complete" | "partial" | "missing";
        };
        Ref: {
            /** Format: int64 */
            id: number;
            name: string;
        };
        RetryPreset: {
            code: string;
            label_en: string;
            label_zh: string;
            policy: components["schemas"]["Policy"];
        };
        Rotation: {
            first_monday: string;
            groups: string[];
        };
        Rule: {
            action: string;
            /** Format: int64 */
            days?: number;
            /** Format: int64 */
            delay_s?: number;
            /** Format: int64 */
            limit?: number;
            number?: string;
        };
        Screen: {
            /**
             * Format: int64
             * @description which attempt of this follow-up, from 1
             */
            attempt: number;
            campaign: string;
            customer: string;
            /** @description further columns of the contact list, in file order */
            extra: string[][];
            /** @description earlier attempts on this customer's number, newest first */
            history: components["schemas"]["Earlier"][];
            is_callback: boolean;
            /** @description masked */
            phone: string;
            purpose: string;
            /** @description to be asked in this order (R23) */
            questions: components["schemas"]["ScreenQuestion"][];
            /** @description of a preview: reasons for which the customer may be skipped */
            skips?: components["schemas"]["ScreenOption"][];
        };
        ScreenOption: {
            code: string;
            label_en: string;
            label_zh: string;
        };
        ScreenQuestion: {
            id: string;
            /** @enum {string} */
            kind: "open" | "yes_no" | "satisfaction" | "choice";
            /** @description of a choice */
            options?: components["schemas"]["ScreenOption"][];
            /** @description completed only when it is answered (R14) */
            required?: boolean;
            text_en: string;
            text_zh: string;
        };
        ServerMessage: {
            coach?: components["schemas"]["CoachSnapshot"];
            /** @description reply when not ok: not_allowed, no_media, closed, bad_message, too_many_messages, timeout, internal; to ask also outside_not_permitted, colleague_busy, nobody_free, trunk_unavailable, or why the number is refused */
            code?: string;
            /** @description reply when not ok: for humans, English */
            detail?: string;
            /**
             * Format: int64
             * @description reply: of the message that it answers
             */
            id?: number;
            /** @description reply */
            ok?: boolean;
            /** @description reply to offer: the answer */
            sdp?: string;
            snapshot?: components["schemas"]["Snapshot"];
            /** @enum {string} */
            type: "reply" | "snapshot" | "coach";
        };
        Skill: {
            /**
             * Format: int64
             * @description 1 to 10; a higher one gets more of the work
             */
            level: number;
            /** @description mandarin, cantonese, or the code of a follow-up type */
            skill: string;
            /** Format: date */
            trained_on?: string;
        };
        SkillInput: {
            /**
             * Format: int64
             * @default 1
             */
            level: number;
            /** @description mandarin, cantonese, or the code of a follow-up type */
            skill: string;
            trained_on?: string;
        };
        SkillsInBody: {
            skills: components["schemas"]["SkillInput"][];
        };
        SkipReason: {
            /**
             * @description later: again after delay_s; other_agent: at once, for another agent, and cancelled when all have passed it on; end: cancelled
             * @enum {string}
             */
            action: "later" | "other_agent" | "end";
            code: string;
            /**
             * Format: int64
             * @description later: seconds
             */
            delay_s: number;
            label_en: string;
            label_zh: string;
        };
        Snapshot: {
            call?: components["schemas"]["CallSnapshot"];
            /** @description names of the running campaigns the agent works for */
            campaigns: string[];
            /** @description the leg to Asterisk stands; false: the telephone system is not reachable */
            line: boolean;
            /** @enum {string} */
            media: "none" | "connecting" | "connected" | "lost";
            /** @description state asked for after the present call */
            next?: string;
            /** @description code of a trouble the agent should know of: asterisk_down, database_down */
            notice?: string;
            /**
             * Format: date-time
             * @description the server's clock, for timers
             */
            now: string;
            /** @description why paused */
            reason?: string;
            /** Format: int64 */
            seq: number;
            /** Format: date-time */
            since: string;
            /** @enum {string} */
            state: "offline" | "ready" | "reserved" | "on_call" | "wrap_up" | "paused";
            today: components["schemas"]["Today"];
        };
        SpeakInput: {
            name: string;
            /** @description what is to be said */
            words: string;
        };
        Spec: {
            choose: string;
            dearer_first?: boolean;
            groups?: {
                [key: string]: string[];
            };
            minimums?: components["schemas"]["Minimum"][];
            per_store?: boolean;
            rotation?: components["schemas"]["Rotation"];
            /** Format: int64 */
            share?: number;
            tiers?: components["schemas"]["Tier"][];
            weekly_targets?: components["schemas"]["WeeklyTarget"][];
        };
        Status: {
            agents: components["schemas"]["AgentStatus"][];
            asterisk_error?: string;
            asterisk_up: boolean;
            /** Format: int64 */
            calls: number;
            node: string;
            /** @description of an installation with several: agents, trunks and calls are then of all that are seen, asterisk_up says whether one of them has its Asterisk */
            nodes?: components["schemas"]["NodeStatus"][];
            /** @description queues of the hotline in which somebody waits at this node */
            queues: components["schemas"]["QueueStatus"][];
            trunks: components["schemas"]["TrunkStatus"][];
        };
        StoppedFollowUp: {
            /**
             * Format: int64
             * @description dials so far
             */
            attempts: number;
            /**
             * @description why it is not dialled again; absent: it can be
             * @enum {string}
             */
            blocked?: "attempts_used_up" | "campaign_stopped" | "campaign_finished" | "too_late" | "do_not_call" | "already_there";
            campaign: components["schemas"]["Ref"];
            /** Format: int64 */
            id: number;
            /**
             * Format: int64
             * @description dials that its retry policy allows
             */
            max_attempts: number;
        };
        Tier: {
            /** Format: int64 */
            count: number;
            fill_from?: string;
            /** Format: int64 */
            from_cents: number;
            name: string;
            /** Format: int64 */
            to_cents?: number;
        };
        TierCount: {
            /** Format: int64 */
            chosen: number;
            /** Format: int64 */
            seen: number;
            tier: string;
        };
        TimeRange: {
            /** Format: date-time */
            p10: string;
            /** Format: date-time */
            p50: string;
            /** Format: date-time */
            p90: string;
        };
        TimelineEvent: {
            /** Format: date-time */
            at: string;
            detail: unknown;
            kind: string;
            /** Format: int64 */
            seq: number;
        };
        Today: {
            /** Format: int64 */
            answered: number;
            /** Format: int64 */
            completed: number;
        };
        TrunkInfo: {
            /** @description empty: any caller ID */
            caller_ids: string[];
            /**
             * Format: int64
             * @description live calls now
             */
            calls: number;
            /** Format: double */
            calls_per_second: number;
            /** Format: int64 */
            max_calls: number;
            name: string;
            /** @description at this node */
            status: components["schemas"]["TrunkStatus"];
        };
        TrunkStatus: {
            /**
             * Format: int64
             * @description live calls
             */
            calls: number;
            /**
             * Format: double
             * @description limit
             */
            calls_per_second: number;
            /**
             * Format: int64
             * @description over all nodes
             */
            calls_today: number;
            /**
             * Format: double
             * @description in the unit of the configured rates
             */
            cost_today: number;
            /** @enum {string} */
            health: "up" | "unknown" | "suspect" | "down";
            /** Format: int64 */
            max_calls: number;
            name: string;
            /** @description why suspect or down: no_options, no_endpoint; no_reply, redirect, auth, media, congestion, server, protocol */
            reason?: string;
            /**
             * Format: date-time
             * @description suspect: when the next call tries it
             */
            retry_at?: string;
            /**
             * Format: date-time
             * @description of the health being what it is
             */
            since: string;
            /** @description a limit of calls, minutes or cost of the hour or day is reached */
            spent: boolean;
            /**
             * Format: int64
             * @description over all nodes, calls under way included
             */
            talk_today_s: number;
        };
        TypeInput: {
            /** @description absent: true */
            active?: boolean;
            code: string;
            label_en: string;
            label_zh: string;
            method: string;
            questions?: components["schemas"]["PlanQuestion"][];
            rule: components["schemas"]["PlanRule"];
            /** Format: int64 */
            share: number;
        };
        Unit: {
            /** @description false: not offered for new customers and plans */
            active: boolean;
            /** Format: int64 */
            id: number;
            /** @enum {string} */
            kind: "store" | "department";
            name: string;
            region: string;
            /**
             * @description big and small stores take turns (R7)
             * @enum {string}
             */
            size: "small" | "big";
        };
        UnitCount: {
            /** Format: int64 */
            chosen: number;
            /** Format: int64 */
            seen: number;
            unit: string;
        };
        UnitInput: {
            /** @description absent: true */
            active?: boolean;
            /**
             * @default store
             * @enum {string}
             */
            kind: "store" | "department";
            name: string;
            region?: string;
            /**
             * @description big and small stores take turns (R7)
             * @default small
             * @enum {string}
             */
            size: "small" | "big";
        };
        User: {
            /** @description false: may not sign in */
            active: boolean;
            /** Format: date-time */
            created_at: string;
            /** Format: int64 */
            id: number;
            login: string;
            name: string;
            /** @description beyond the role; dial_manual: an agent may dial numbers of his own; dial_outside: he may consult outside numbers and transfer to them */
            rights: ("dial_manual" | "dial_outside")[];
            /** @enum {string} */
            role: "agent" | "supervisor" | "qa" | "admin";
        };
        UserInput: {
            login: string;
            name: string;
            password: string;
            /** @enum {string} */
            role: "agent" | "supervisor" | "qa" | "admin";
        };
        UserPatch: {
            active?: boolean;
            name?: string;
            password?: string;
            /** @description all that the account has */
            rights?: ("dial_manual" | "dial_outside")[];
            /** @enum {string} */
            role?: "agent" | "supervisor" | "qa" | "admin";
        };
        VoiceMessage: {
            /** Format: date-time */
            at: string;
            /** Format: int64 */
            duration_ms: number;
            /**
             * Format: int64
             * @description of the call
             */
            id: number;
        };
        WeeklyTarget: {
            /** Format: int64 */
            max: number;
            /** Format: int64 */
            min: number;
            weeks?: number[];
        };
        Window: {
            /** @description whose holidays: CN; needed with closed and open */
            calendar?: string;
            /** @description what holds on single dates in place of everything else */
            exceptions?: components["schemas"]["WindowException"][];
            /**
             * @description closed: no calls on public holidays; open: holidays are days of the week; both: made-up working days are working days. Absent or ignore: no calendar is asked
             * @enum {string}
             */
            holidays?: "" | "closed" | "open" | "ignore";
            /** @description without overlap on any day */
            intervals: components["schemas"]["WindowInterval"][];
            /** @description parts of the year that intervals name; may overlap and leave gaps */
            seasons?: components["schemas"]["WindowSeason"][];
            /**
             * @description IANA time zone
             * @example Asia/Shanghai
             */
            zone: string;
        };
        WindowAnswer: {
            /** Format: date-time */
            at: string;
            /** @description that day and the 13 after it */
            days: components["schemas"]["WindowDay"][];
            /**
             * Format: date-time
             * @description first moment from at on at which calls may be placed; absent: never
             */
            next?: string;
            /** @description calls may be placed at that moment */
            open: boolean;
            /** @description everything that is wrong, with pointers into the question: /window/intervals/0/to; [] when calls can be placed */
            problems: components["schemas"]["FieldProblem"][];
            /**
             * Format: date-time
             * @description when it closes, counted from next
             */
            until?: string;
            /** @description years within the next 60 days, or up to next, whose public holidays are not known */
            warnings: components["schemas"]["WindowWarning"][];
            /** @description by whose clock the days are */
            zone: string;
        };
        WindowDay: {
            /**
             * Format: int64
             * @description the weekday that the day counts as; differs from weekday on made-up working days
             */
            as: number;
            /**
             * @description why nothing is open
             * @enum {string}
             */
            closed?: "exception" | "holiday" | "season" | "weekend" | "weekday";
            /** Format: date */
            date: string;
            /** @description an exception of the window holds */
            exception: boolean;
            /**
             * @description of the calendar that the window asks; workday: made up for a holiday
             * @enum {string}
             */
            kind: "" | "holiday" | "workday";
            /** @description of the holiday */
            name?: string;
            name_en?: string;
            /** @description by the wall clock, in order, those that touch as one; [] when closed */
            open: components["schemas"]["WindowSpan"][];
            /**
             * Format: int64
             * @description 1 Monday to 7 Sunday
             */
            weekday: number;
        };
        WindowException: {
            /** @description no calls, and then no intervals */
            closed?: boolean;
            /** @example 2026-12-31 */
            date: string;
            /** @description without overlap */
            intervals?: components["schemas"]["WindowSpan"][];
        };
        WindowInterval: {
            /**
             * @description HH:MM by the wall clock, included
             * @example 09:00
             */
            from: string;
            /** @description name of the season in which it holds; absent: the whole year */
            season?: string;
            /**
             * @description HH:MM, after from, excluded; 24:00 is the end of the day
             * @example 11:30
             */
            to: string;
            /** @description ISO 8601: 1 Monday to 7 Sunday */
            weekdays: number[];
        };
        WindowQuestion: {
            /**
             * Format: date-time
             * @description the moment to ask about; absent: now
             */
            at?: string;
            window: components["schemas"]["Window"];
            /** @description IANA time zone of a customer, by whose clock the window then holds; absent: the window's own */
            zone?: string;
        };
        WindowSeason: {
            /**
             * @description first day: month and day
             * @example 06-01
             */
            from: string;
            name: string;
            /**
             * @description last day, included; before from: over New Year
             * @example 09-30
             */
            to: string;
        };
        WindowSpan: {
            /**
             * @description HH:MM, included
             * @example 10:00
             */
            from: string;
            /**
             * @description HH:MM, excluded; 24:00 is the end of the day
             * @example 12:00
             */
            to: string;
        };
        WindowTrade: {
            label_en: string;
            label_zh: string;
            name: string;
            window: components["schemas"]["Window"];
        };
        WindowWarning: {
            code: string;
            detail: string;
            /** Format: int64 */
            year: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listAgentCallbacks: {
        parameters: {
            query?: {
                /** @description next of the previous page; empty: the first */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageCallback"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAgentCalls: {
        parameters: {
            query?: {
                /** @description next of the previous page; empty: the first */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageAttempt"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMessages: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VoiceMessage"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAgentDirectory: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Directory"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": string;
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAgentSnapshot: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Snapshot"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    agentSocket: {
        parameters: {
            query?: {
                /** @description 1: close the other page of this agent */
                take_over?: "0" | "1";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Switching Protocols */
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Upgrade Required */
            426: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAttempts: {
        parameters: {
            query?: {
                /** @description next of the previous page; empty: the first */
                cursor?: string;
                limit?: number;
                campaign_id?: number;
                agent_id?: number;
                outcome?: "answered" | "busy" | "no_answer" | "powered_off" | "suspended" | "vacant" | "rejected" | "unreachable" | "machine" | "fax" | "abandoned" | "failed" | "interrupted" | "not_placed" | "missed" | "message";
                disposition?: string;
                /** @description claimed at or after */
                from?: string;
                /** @description claimed before */
                to?: string;
                /** @description a whole number, or its last 4 digits or more; the role qa may give 4 digits only */
                phone?: string;
                /** @description true: with audio; false: without */
                recorded?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageAttempt"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAttemptFilters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttemptFilters"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAttempt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttemptDetail"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    disposeAttempt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DispositionInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DispositionResult"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    erasePerson: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PersonErasure"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAudit: {
        parameters: {
            query?: {
                /** @description next of the previous page; empty: the first */
                cursor?: string;
                limit?: number;
                /** @description of one user */
                user_id?: number;
                /** @description one action such as recording.listen, or all of a kind such as recording */
                action?: string;
                /** @description of one object, such as customer:12 */
                object?: string;
                /** @description at or after */
                from?: string;
                /** @description before */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageAuditEntry"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCalendar: {
        parameters: {
            query?: {
                /** @description absent: the present one */
                year?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarYear"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setCalendarYear: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                year: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarYear"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeCalendarYear: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                year: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarYear"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setCalendarDay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                day: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CalendarDayInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarDay"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeCalendarDay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                day: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCallSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallSettings"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setCallSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallSettings"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallSettings"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCampaigns: {
        parameters: {
            query?: {
                /** @description next of the previous page; empty: the first */
                cursor?: string;
                limit?: number;
                state?: "draft" | "running" | "paused" | "stopped" | "finished";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageCampaign"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CampaignInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Campaign"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Campaign"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateCampaign: {
        parameters: {
            query?: never;
            header: {
                /** @description ETag of the version that was changed */
                "If-Match": string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CampaignInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Campaign"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Precondition Failed */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Precondition Required */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listFollowUps: {
        parameters: {
            query?: {
                /** @description next of the previous page; empty: the first */
                cursor?: string;
                limit?: number;
                state?: "waiting" | "paused" | "live" | "wrapup" | "completed" | "exhausted" | "cancelled";
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageFollowUp"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    switchMode: {
        parameters: {
            query?: never;
            header: {
                /** @description ETag of the version that was changed */
                "If-Match": string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModeInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Campaign"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Precondition Failed */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Precondition Required */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pauseCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Campaign"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rehearseCampaign: {
        parameters: {
            query?: {
                /** @description instead of the campaign's */
                mode?: "manual" | "preview" | "progressive" | "predictive";
                /** @description instead of those who can get its calls: assigned, active and, where it asks for it, trained */
                agents?: number;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Forecast"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    startCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Campaign"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stopCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Campaign"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCaps: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Caps"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setCaps: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Caps"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Caps"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCustomers: {
        parameters: {
            query?: {
                /** @description next of the previous page; empty: the first */
                cursor?: string;
                limit?: number;
                /** @description beginning of the name */
                name?: string;
                code?: string;
                /** @description a whole number, or its last 4 digits or more; agent and qa may give 4 digits only */
                phone?: string;
                owner_id?: number;
                /** @description only customers without an owner */
                unowned?: boolean;
                unit_id?: number;
                segment?: "member" | "vip" | "prospect" | "churned";
                /** @description only files in which this field is missing */
                missing?: "contact" | "address" | "segment" | "unit" | "owner" | "sex" | "birthday" | "language" | "convenient" | "notes";
                /** @description only files that broke this rule, as the figures count them */
                late?: "filed" | "entered" | "personal";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageCustomer"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CustomerInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerFile"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCustomerFigures: {
        parameters: {
            query?: {
                unit_id?: number;
                owner_id?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerFigures"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reassignCustomers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReassignInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReassignResult"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerFile"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateCustomer: {
        parameters: {
            query?: never;
            header: {
                /** @description ETag of the file that was changed */
                "If-Match": string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CustomerPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerFile"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Precondition Failed */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Precondition Required */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createContact: {
        parameters: {
            query?: never;
            header: {
                /** @description ETag of the file that was changed */
                "If-Match": string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ContactInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerFile"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Precondition Failed */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Precondition Required */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteContact: {
        parameters: {
            query?: never;
            header: {
                /** @description ETag of the file that was changed */
                "If-Match": string;
            };
            path: {
                id: number;
                contact: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerFile"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Precondition Failed */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Precondition Required */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateContact: {
        parameters: {
            query?: never;
            header: {
                /** @description ETag of the file that was changed */
                "If-Match": string;
            };
            path: {
                id: number;
                contact: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ContactPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerFile"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Precondition Failed */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Precondition Required */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    eraseCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CustomerErasure"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description next of the previous page; empty: the first */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageEvent"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Cache-Control"?: string;
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerExport"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    dial: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DialInput"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dialled"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getManualDesk: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ManualDesk"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDepartments: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Department"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createDepartment: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DepartmentInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Department"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateDepartment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DepartmentInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Department"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteDepartment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDispositions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Disposition"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDNC: {
        parameters: {
            query?: {
                /** @description next of the previous page; empty: the first */
                cursor?: string;
                limit?: number;
                /** @description only this number */
                phone?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageDNC"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addDNC: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DNCInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DNC"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeDNC: {
        parameters: {
            query: {
                /** @description E.164 or national */
                phone: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDocs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addEvents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventsInBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventsResult"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getHotline: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueLive"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listHotlineCalls: {
        parameters: {
            query?: {
                /** @description next of the previous page; empty: the first */
                cursor?: string;
                limit?: number;
                queue_id?: number;
                outcome?: "missed" | "message";
                /** @description only those whose callback waits or is under way */
                open?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageHotlineCall"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listImports: {
        parameters: {
            query?: {
                /** @description next of the previous page; empty: the first */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageImport"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    uploadImport: {
        parameters: {
            query?: never;
            header: {
                /** @description chosen by the client for this upload; sending the same again answers the same import */
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * Format: binary
                     * @description the CSV or XLSX file
                     */
                    file: string;
                    /** @enum {string} */
                    kind: "customers" | "events";
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getImport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelImport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listImportRowErrors: {
        parameters: {
            query?: {
                /** @description next of the previous page; empty: the first */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageListError"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    downloadImportRowErrors: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setImportMapping: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImportMapping"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    startImport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listJobs: {
        parameters: {
            query?: {
                /** @description next of the previous page; empty: the first */
                cursor?: string;
                limit?: number;
                kind?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageJob"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getLedger: {
        parameters: {
            query?: {
                /** @description of one campaign; absent: all */
                campaign_id?: number;
                /** @description of one plan */
                plan_id?: number;
                /** @description of one follow-up type, by code */
                type?: string;
                /** @description of customers of one store or department */
                unit_id?: number;
                /** @description of customers of one agent */
                owner_id?: number;
                /** @description planned for, or due where no plan made it, at or after */
                from?: string;
                /** @description and before */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ledger"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listLedgerLine: {
        parameters: {
            query: {
                /** @description of one campaign; absent: all */
                campaign_id?: number;
                /** @description of one plan */
                plan_id?: number;
                /** @description of one follow-up type, by code */
                type?: string;
                /** @description of customers of one store or department */
                unit_id?: number;
                /** @description of customers of one agent */
                owner_id?: number;
                /** @description planned for, or due where no plan made it, at or after */
                from?: string;
                /** @description and before */
                to?: string;
                class: "done" | "reached" | "waiting" | "not";
                /** @description as the line has it */
                reason?: string;
                /** @description next of the previous page; empty: the first */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageLedgerItem"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    downloadLedgerLine: {
        parameters: {
            query: {
                /** @description of one campaign; absent: all */
                campaign_id?: number;
                /** @description of one plan */
                plan_id?: number;
                /** @description of one follow-up type, by code */
                type?: string;
                /** @description of customers of one store or department */
                unit_id?: number;
                /** @description of customers of one agent */
                owner_id?: number;
                /** @description planned for, or due where no plan made it, at or after */
                from?: string;
                /** @description and before */
                to?: string;
                class: "done" | "reached" | "waiting" | "not";
                /** @description as the line has it */
                reason?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listLists: {
        parameters: {
            query?: {
                /** @description next of the previous page; empty: the first */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageList"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    importList: {
        parameters: {
            query?: never;
            header: {
                /** @description chosen by the client for this upload; sending the same again answers the same list */
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * Format: binary
                     * @description the CSV file
                     */
                    file: string;
                    /** @description name of the list */
                    name: string;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getList: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteList: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listContacts: {
        parameters: {
            query?: {
                /** @description next of the previous page; empty: the first */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageContact"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listImportErrors: {
        parameters: {
            query?: {
                /** @description next of the previous page; empty: the first */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageListError"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    downloadImportErrors: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getLive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["Live"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    coachSocket: {
        parameters: {
            query?: {
                /** @description whom he wants to listen to first: of several nodes the agent's answers, and knows the agents there only */
                agent?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Switching Protocols */
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Upgrade Required */
            426: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getModeDefaults: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModeSettings"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listBadNumbers: {
        parameters: {
            query?: {
                /** @description next of the previous page; empty: the first */
                cursor?: string;
                limit?: number;
                /** @description open: to be corrected; confirmed: somebody has said that there is no better number */
                state?: "open" | "confirmed";
                why?: "vacant" | "wrong_number";
                /** @description store or department of the customer */
                unit_id?: number;
                /** @description of the call that found it */
                campaign_id?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageBadNumber"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    decideBadNumber: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NumberDecision"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NumberFixed"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOpenAPI: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/openapi+json": string;
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPlans: {
        parameters: {
            query?: {
                /** @description next of the previous page; empty: the first */
                cursor?: string;
                limit?: number;
                state?: "draft" | "requested" | "confirmed" | "running" | "paused" | "stopped";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PagePlan"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createPlan: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlanSettings"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rehearsePlan: {
        parameters: {
            query?: {
                period?: "current" | "next";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlanSettings"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanForecast"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updatePlan: {
        parameters: {
            query?: never;
            header: {
                /** @description ETag of the version that was changed */
                "If-Match": string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlanSettings"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Precondition Failed */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Precondition Required */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deletePlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirmPlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    generatePlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlanGenerate"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    launchPlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pausePlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    requestPlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resumePlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPlanRuns: {
        parameters: {
            query?: {
                /** @description next of the previous page; empty: the first */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PagePlanRunRecord"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sendBackPlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlanReason"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stopPlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPrompts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Prompts"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    uploadPrompt: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * Format: binary
                     * @description the audio
                     */
                    file: string;
                    name: string;
                    /** @description what is said */
                    words?: string;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Prompt"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    speakPrompt: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SpeakInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Prompt"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deletePrompt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPromptAudio: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": string;
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listQueues: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queue"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createQueue: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QueueInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queue"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getQueueDefaults: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                category: "pre_sales" | "after_sales" | "complaint" | "alarm";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueSettings"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getQueue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queue"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateQueue: {
        parameters: {
            query?: never;
            header: {
                /** @description ETag of the version that was changed */
                "If-Match": string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QueueInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queue"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Precondition Failed */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Precondition Required */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAudio: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": string;
                };
            };
            /** @description Part of the audio */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": string;
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPeaks: {
        parameters: {
            query?: {
                /** @description about how many for the whole recording; whole numbers per second, at most 100 per second */
                buckets?: number;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Peaks"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRecords: {
        parameters: {
            query?: {
                /** @description next of the previous page; empty: the first */
                cursor?: string;
                limit?: number;
                /** @description who is to finish it, or was; an agent finds his own */
                agent_id?: number;
                campaign_id?: number;
                plan_id?: number;
                /** @description store or department of the customer */
                unit_id?: number;
                /** @description the call ended at or after */
                from?: string;
                /** @description the call ended before */
                to?: string;
                /** @description unfinished: open and overdue */
                state?: "open" | "overdue" | "unfinished" | "complete" | "late";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageRecord"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRecordFigures: {
        parameters: {
            query?: {
                /** @description who is to finish it, or was; an agent finds his own */
                agent_id?: number;
                campaign_id?: number;
                plan_id?: number;
                /** @description store or department of the customer */
                unit_id?: number;
                /** @description the call ended at or after */
                from?: string;
                /** @description the call ended before */
                to?: string;
                /** @description count open and overdue ones only; the others are 0 */
                unfinished?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordFigures"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRecord: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordDetail"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    handOverRecord: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HandOver"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordDetail"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRetryPresets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetryPreset"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Credentials"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSkills: {
        parameters: {
            query?: {
                /** @description only agents who have it */
                skill?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentSkills"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTrunks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrunkInfo"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listFollowUpTypes: {
        parameters: {
            query?: {
                /** @description inactive ones too */
                all?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FollowUpType"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createFollowUpType: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlanType"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FollowUpType"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateFollowUpType: {
        parameters: {
            query?: never;
            header: {
                /** @description version that was changed */
                "If-Match": string;
            };
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TypeInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FollowUpType"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Precondition Failed */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Precondition Required */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteFollowUpType: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resetFollowUpType: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FollowUpType"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listUnits: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unit"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createUnit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnitInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unit"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateUnit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnitInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unit"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteUnit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description next of the previous page; empty: the first */
                cursor?: string;
                limit?: number;
                /** @description only this role */
                role?: "agent" | "supervisor" | "qa" | "admin";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageUser"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSkills: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentSkills"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setSkills: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SkillsInBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentSkills"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    checkWindow: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WindowQuestion"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WindowAnswer"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listWindowPresets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WindowTrade"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
